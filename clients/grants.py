"""Object permissions of this app: on cases, assignments and answers.

Objects are named by string, so that these rows lie below the access rules that read them.
"""

from django.db import models

from practice.grants import ObjectGrant


class CaseGrant(ObjectGrant):
    """`view_case`, `change_case`, `view_contact`, `supervise_case`; `use_portal` for a member."""

    content_object = models.ForeignKey("clients.Case", models.CASCADE)


class AssignmentGrant(ObjectGrant):
    """`answer_assignment`: a member's login on each assignment of their own."""

    content_object = models.ForeignKey("clients.Assignment", models.CASCADE)


class AnswerGrant(ObjectGrant):
    """`view_answer`: the other partner, on an answer that its author shared."""

    content_object = models.ForeignKey("clients.Answer", models.CASCADE)
