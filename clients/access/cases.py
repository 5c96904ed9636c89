"""Who sees which client, case and assignment. Nothing else decides it.

Every rule is one query: grants are joined, never fetched first (see practice/grants.py).
"""

from typing import Any, Self
from uuid import UUID

from django.db.models import (
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone

from clients.grants import AssignmentGrant, CaseGrant
from practice.access import VisibleQuerySet
from practice.models import Practice

SEE_CASE = ("view_case", "supervise_case")
# Of a couple of whom one did not agree to supervision: named to both as before, and sees nothing.
NAMED = "stand_by_case"
# Everybody whom a page of the portal names, or opens to.
AROUND = (*SEE_CASE, NAMED, "use_portal")
# A member's login holds one of the two: the portal is open, or something is to be read first.
AT_DOOR = ("use_portal", "ask_portal")
NO_ENTRY = UUID(int=0)


def cases_with(user: Any, *codenames: str) -> QuerySet:
    """Keys of the cases on which `user` holds any of `codenames` now."""
    return CaseGrant.objects.live(user, *codenames).values("content_object_id")


class ClientQuerySet(VisibleQuerySet):
    """Office and owner see the contact fields of every client; others those of their cases."""

    def visible_to(self, user: Any) -> Self:
        return self._reached(user, *SEE_CASE)

    def editable_by(self, user: Any) -> Self:
        return self._reached(user, "change_case")

    def _reached(self, user: Any, *codenames: str) -> Self:
        if not user.is_active:
            return self.none()
        if user.is_office or user.is_owner:
            return self
        inside = self.model._default_manager.filter(
            memberships__case_id__in=cases_with(user, *codenames)
        )
        # A subquery: a join would bring somebody with two cases twice.
        return self.filter(pk__in=inside.order_by().values("pk"))


class CaseQuerySet(VisibleQuerySet):
    """Cases by grant alone; the portal of a member is a road of its own."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(pk__in=cases_with(user, *SEE_CASE))

    def editable_by(self, user: Any) -> Self:
        return self.filter(pk__in=cases_with(user, "change_case"))

    def retained_by(self, user: Any) -> Self:
        """Cases about whose keeping `user` decides: an owner, and whoever leads the case.

        It opens code and dates, never the case; nobody decides about one that they are in.
        """
        if not user.is_active:
            return self.none()
        others = self.exclude(members__client__user_id=user.pk)
        if user.is_owner:
            return others
        held = Q(workers__user_id=user.pk, workers__role="therapist", workers__until=None)
        return others.filter(held, pk__in=cases_with(user, "change_case"))

    def portal_of(self, user: Any) -> Self:
        """Cases that `user` may enter as one of the people it is about."""
        # By grant and not by membership: `sync_grants` takes it from whoever shall not enter.
        return self.filter(pk__in=cases_with(user, "use_portal"))

    def spaces_of(self, user: Any) -> Self:
        """The same, and those whose door asks `user` to read and agree to something first."""
        return self.filter(pk__in=cases_with(user, *AT_DOOR))


class CaseMatterQuerySet(VisibleQuerySet):
    """Staff's view of what hangs from a case: whoever sees the case sees it."""

    case_path = "case_id"

    def visible_to(self, user: Any) -> Self:
        return self.filter(**{f"{self.case_path}__in": cases_with(user, *SEE_CASE)})

    def editable_by(self, user: Any) -> Self:
        return self.filter(**{f"{self.case_path}__in": cases_with(user, "change_case")})


class WorkerQuerySet(CaseMatterQuerySet):
    """Who works with a case, to its staff."""

    def handed_over_by(self, user: Any) -> Self:
        """Places of a case's therapist that `user` may give to another: their own.

        Once the login of whoever holds it is closed, nobody could: then an owner does, who gains
        no sight of the case by it.
        """
        now = timezone.now()
        whose = Q(user_id=user.pk, user__is_active=True)
        if user.is_owner:
            whose |= Q(user__is_active=False)
        live = Q(until=None) | Q(until__gt=now)
        return self.filter(whose, live, role="therapist", since__lte=now)


class MemberQuerySet(CaseMatterQuerySet):
    """People of a case, to its staff."""

    def present(self) -> Self:
        """Those who have not left; the day of leaving is the first one without them."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=Practice.load().today()))

    def of_login(self, user: Any) -> Self:
        """The memberships that `user` may enter the portal with."""
        # The grant opens the case; which of its people stands at the door, only the login tells.
        mine = cases_with(user, "use_portal")
        return self.filter(client__user_id=user.pk, case_id__in=mine)

    def at_door(self, user: Any) -> Self:
        """The same, and those where `user` is asked to read and agree to something first."""
        held = cases_with(user, *AT_DOOR)
        return self.filter(client__user_id=user.pk, case_id__in=held)

    def with_kept(self, *kinds: str) -> Self:
        """One row for each of the person's kept words of `kinds`, as `row.kept`; at least one.

        A row without the attribute has none.
        """
        kept = FilteredRelation("quotes", condition=Q(quotes__kind__in=kinds))
        return self.annotate(kept=kept).select_related("kept").order_by("kept__kept_at")


class ScreeningQuerySet(CaseMatterQuerySet):
    """Safety screenings, to the case's own staff alone."""

    case_path = "member__case_id"


class OfMemberQuerySet(CaseMatterQuerySet):
    """What a person says of themselves to the case's own staff: the partner never meets it."""

    case_path = "member__case_id"

    def mine(self, user: Any) -> Self:
        """The person's own, in cases that are still open to them."""
        held = cases_with(user, "use_portal")
        return self.filter(member__client__user_id=user.pk, member__case_id__in=held)


class HelpQuerySet(OfMemberQuerySet):
    """Calls for help."""

    def standing(self) -> Self:
        """Neither taken back nor seen yet."""
        return self.filter(withdrawn_at=None, seen_at=None)


class AssignmentQuerySet(CaseMatterQuerySet):
    """Exercises that were given."""

    def visible_to(self, user: Any) -> Self:
        return super().visible_to(user)._without_begun_gifts()

    def editable_by(self, user: Any) -> Self:
        return super().editable_by(user)._without_begun_gifts()

    def _without_begun_gifts(self) -> Self:
        """Nobody gave a gift to write: it is there for staff once its words reach them."""
        answers: Any = self.model._meta.get_field("answers").related_model
        told = answers.objects.told_to_staff().filter(assignment=OuterRef("pk"))
        return self.exclude(Q(is_gift=True) & ~Exists(told))

    def mine(self, user: Any) -> Self:
        """Delivered assignments that `user` may answer."""
        held = AssignmentGrant.objects.live(user, "answer_assignment").values("content_object_id")
        # Given ahead of its day it does not exist for them yet, by link or otherwise.
        delivered = self.filter(pk__in=held, delivers_at__lte=timezone.now())
        return delivered.not_held_back().not_in_a_rest_of(user)

    def not_held_back(self) -> Self:
        """Without what came due under a safety concern: it waits, and nobody is told why."""
        return self.exclude(case__safety_flag=True, delivers_at__gt=F("case__safety_flagged_at"))

    def not_in_a_rest_of(self, user: Any) -> Self:
        """Without what came due while `user` rests; the partner's list stays as it is."""
        members: Any = self.model._meta.get_field("member").related_model
        resting = members.objects.filter(
            client__user_id=user.pk,
            case=OuterRef("case_id"),
            pauses__until=None,
            pauses__since__lt=OuterRef("delivers_at"),
        )
        return self.filter(~Exists(resting))

    def with_answers_of(self, user: Any) -> Self:
        """`mine`, one row for each answer that `user` writes there as a whole: own, and joint.

        It is `row.answer`, which a row without any lacks; entries of a log are left out.
        """
        members: Any = self.model._meta.get_field("member").related_model
        own = members.objects.filter(client__user_id=user.pk).order_by().values("pk")
        whole = Q(answers__entry=NO_ENTRY)
        # As `query`: a join takes no queryset, since it could point back at the row outside.
        theirs = Q(answers__member=None) | Q(answers__member__in=own.query)
        answers = FilteredRelation("answers", condition=whole & theirs)
        return self.mine(user).annotate(answer=answers).select_related("answer")

    def with_circle(self, user: Any) -> Self:
        """`mine`, one row for each grant on its case that counts: `row.stands_by`, and its holder.

        So the page of an assignment learns in one query what was given and who stands around it.
        """
        live = CaseGrant.objects.of_anyone(*AROUND).order_by().values("pk")
        # As `query`: a join takes no queryset, since it could point back at the row outside.
        around = Q(case__casegrant__in=live.query)
        grants = FilteredRelation("case__casegrant", condition=around)
        rows = self.mine(user).annotate(stands_by=grants)
        return rows.select_related("stands_by__user", "stands_by__permission").order_by(
            "stands_by__user__name"
        )


class VisitQuerySet(CaseMatterQuerySet):
    """Stays in a phase."""

    case_path = "journey__case_id"

    def current(self) -> Self:
        """Where people stand now: nobody is left standing on a way that has ended."""
        return self.filter(left_on=None, journey__ended_on=None)
