"""Who sees which session, plan, note and summary. All follow from the case."""

from typing import Any, Self

from django.db.models import Count, OuterRef, Q, Subquery

from clients.access import SEE_CASE, CaseMatterQuerySet, cases_with
from practice.access import VisibleQuerySet


class SessionQuerySet(CaseMatterQuerySet):
    """Sessions, to the staff of the case; a member sees those that they were in."""

    def attended_by(self, user: Any) -> Self:
        held = cases_with(user, "use_portal")
        return self.filter(
            case_id__in=held, attendances__member__client__user_id=user.pk
        ).distinct()

    def taking_place(self) -> Self:
        """Without those that were moved away or cancelled."""
        return self.exclude(status__in=("moved", "cancelled"))

    def with_number(self) -> Self:
        """Each with `number`: its place by time among the case's sessions that count."""
        # For pages that list some of a case's sessions; `models.session.numbered` counts the same
        # where all are at hand. No two of them start together, so that time alone decides.
        model: Any = self.model
        so_far = (
            model.objects.filter(case=OuterRef("case"), starts_at__lte=OuterRef("starts_at"))
            .taking_place()
            .order_by()
            .values("case")
            .annotate(number=Count("pk"))
        )
        return self.annotate(number=Subquery(so_far.values("number")))


class CalendarAddressQuerySet(VisibleQuerySet):
    """Secret addresses: each person's own, and whoever holds one reads that person's hours."""

    def mine(self, user: Any) -> Self:
        return self.filter(owner_id=user.pk, owner__is_active=True)

    def opened_by(self, digest: str) -> Self:
        """The address of that digest, with its owner, while their login is open."""
        # They need not be signed in: the calendar program that asks has no login.
        theirs = self.filter(digest=digest, owner__is_active=True, owner__is_therapist=True)
        return theirs.select_related("owner")


class BusyTimeQuerySet(VisibleQuerySet):
    """Busy times are nobody's but their owner's: colleagues and the office do not meet them."""

    def mine(self, user: Any) -> Self:
        return self.filter(owner_id=user.pk, owner__is_active=True)

    def between(self, start: Any, end: Any) -> Self:
        """Those that share a moment with the time from `start` to `end`."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class PlanQuerySet(CaseMatterQuerySet):
    """Plans are working papers of the case's own therapists: a supervisor does not open them."""

    case_path = "therapy_session__case_id"

    def visible_to(self, user: Any) -> Self:
        """With the session and the case, which every page of a plan shows."""
        return self.editable_by(user).select_related("therapy_session__case")


class PlanQuestionQuerySet(CaseMatterQuerySet):
    """Questions of a plan go with it."""

    case_path = "plan__therapy_session__case_id"

    def visible_to(self, user: Any) -> Self:
        return self.editable_by(user)


class NoteQuerySet(CaseMatterQuerySet):
    """A draft is its author's alone; a signed note belongs to the case."""

    case_path = "therapy_session__case_id"

    def visible_to(self, user: Any) -> Self:
        held = cases_with(user, *SEE_CASE)
        return self.filter(
            Q(author_id=user.pk) | Q(signed_at__isnull=False), therapy_session__case_id__in=held
        ).select_related("therapy_session__case", "template", "author")

    def editable_by(self, user: Any) -> Self:
        """Drafts, by their author, while the case is theirs. Nobody changes a signed note."""
        held = cases_with(user, "change_case")
        return self.filter(author_id=user.pk, signed_at=None, therapy_session__case_id__in=held)


class NotePartQuerySet(VisibleQuerySet):
    """Parts of a note: reached through the note alone."""


class SummaryQuerySet(CaseMatterQuerySet):
    """Summaries made by staff, to the staff of the case; a member sees those given to them."""

    def given_to(self, user: Any) -> Self:
        held = cases_with(user, "use_portal")
        # A therapist's summary has no member; named all the same, in case one ever should.
        return self.filter(case_id__in=held, member__client__user_id=user.pk, audience="client")


def own_and_joint(member: Any, when: str) -> Q:
    """Rows of one member, and joint ones; after leaving, only those dated up to then.

    `when` is the path of their day, such as "taken_at__date".
    The road of everything that is put together for one partner: the other's rows are not on it.
    """
    joint = Q(member=None)
    if member.left_on:
        joint &= Q(**{f"{when}__lte": member.left_on})
    return Q(member=member) | joint
