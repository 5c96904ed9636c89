"""Who sees which session, plan, note and summary. All follow from the case."""

from typing import Any, Self

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value

from clients.access import SEE_CASE, CaseMatterQuerySet, agreed_by, cases_with
from clients.grants import CaseGrant
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

    def with_who_comes(self) -> Self:
        """Each with its attendances, partner A before B, and the names of the people."""
        coming: Any = self.model._meta.get_field("attendances").related_model
        rows = coming.objects.select_related("member__client").order_by("member__position")
        return self.prefetch_related(Prefetch("attendances", rows))

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
        works = Q(therapy_session__case_id__in=cases_with(user, "change_case"))
        draft = Q(author_id=user.pk) | works & (Q(is_shared=True) | Q(is_left=True))
        return (
            self._with_left()
            .filter(
                draft | Q(signed_at__isnull=False),
                therapy_session__case_id__in=cases_with(user, *SEE_CASE),
            )
            .select_related("therapy_session__case", "template", "author")
        )

    def editable_by(self, user: Any) -> Self:
        """Drafts, by their author or by those they let in, while the case is theirs."""
        held = cases_with(user, "change_case")
        own = Q(author_id=user.pk) | Q(is_shared=True)
        return self.filter(own, signed_at=None, therapy_session__case_id__in=held)

    def added_to_by(self, user: Any) -> Self:
        """Notes that nobody writes any more: whoever works with the case puts words beside them."""
        held = cases_with(user, "change_case")
        closed = Q(signed_at__isnull=False) | Q(is_left=True) & ~Q(author_id=user.pk)
        return self._with_left().filter(closed, therapy_session__case_id__in=held)

    def cosigned_by(self, user: Any) -> Self:
        """Signed notes of others that the user reads as a supervisor."""
        held = cases_with(user, "supervise_case")
        signed = self.filter(signed_at__isnull=False, therapy_session__case_id__in=held)
        return signed.exclude(author_id=user.pk)

    def acts_of(self, user: Any, pk: Any) -> set[str]:
        """Which of "add" and "cosign" are open to the user on the note `pk`; one query."""
        add = self.added_to_by(user).filter(pk=pk).values_list(Value("add"))
        cosign = self.cosigned_by(user).filter(pk=pk).values_list(Value("cosign"))
        return {act for (act,) in add.order_by().union(cosign.order_by())}

    def offered_to(self, user: Any) -> Self:
        """Notes opened to the people in them, each to those who were there, as `reader_id`.

        Only to those who agreed to read notes, as long as they do.
        """
        held = cases_with(user, "use_portal")
        rows = self.filter(
            agreed_by(user, "notes", "therapy_session__case_id"),
            offered_at__isnull=False,
            therapy_session__case_id__in=held,
            therapy_session__attendances__member__client__user_id=user.pk,
        )
        return rows.annotate(reader_id=F("therapy_session__attendances__member_id"))

    def _with_left(self) -> Self:
        """Each with `is_left`: whether whoever began it works with the case no more."""
        works = CaseGrant.objects.of_anyone("change_case").filter(
            user_id=OuterRef("author_id"), content_object_id=OuterRef("therapy_session__case_id")
        )
        return self.annotate(is_left=~Exists(works))


class NotePartQuerySet(VisibleQuerySet):
    """Parts of a note: reached through the note, or by the person who may read them."""

    def that_count(self) -> Self:
        """Of signed notes that were not entered in error: what other pages and papers quote."""
        return self.filter(note__signed_at__isnull=False).exclude(
            note__in=self._in_error().values("note")
        )

    def _in_error(self) -> Any:
        """Marks that a note was entered in error."""
        note: Any = self.model._meta.get_field("note").related_model
        return note.addenda.rel.related_model.objects.filter(kind="error").order_by()

    def open_to(self, user: Any) -> Self:
        """Joint and own parts of notes opened to one who was there; never the other's.

        Each with `is_error`: whether its note was entered in error.
        """
        errors = self._in_error().filter(note=OuterRef("note_id"))
        rows = self.filter(
            Q(member=None) | Q(member__client__user_id=user.pk),
            note__offered_at__isnull=False,
            note__therapy_session__case_id__in=cases_with(user, "use_portal"),
            note__therapy_session__attendances__member__client__user_id=user.pk,
        )
        return rows.annotate(is_error=Exists(errors))


class BesideNoteQuerySet(VisibleQuerySet):
    """What staff put beside a note: reached through the note alone."""


class NoteQuoteQuerySet(VisibleQuerySet):
    """Where the quotes of a note come from: reached through the note alone."""


class NoteCommentQuerySet(VisibleQuerySet):
    """A supervisor's words on a note: theirs and its author's, while each still reads the case."""

    def visible_to(self, user: Any) -> Self:
        case = "note__therapy_session__case_id__in"
        said = Q(supervisor_id=user.pk, **{case: cases_with(user, "supervise_case")})
        told = Q(note__author_id=user.pk, **{case: cases_with(user, "change_case")})
        return self.filter(said | told)


class NoteReviewQuerySet(VisibleQuerySet):
    """What clients said of a note: reached through the note, or by whoever said it."""

    def mine(self, user: Any) -> Self:
        """What this person said of a note, in cases that are open to them."""
        held = cases_with(user, "use_portal")
        return self.filter(member__client__user_id=user.pk, note__therapy_session__case_id__in=held)


class ProcessNoteQuerySet(CaseMatterQuerySet):
    """The author's own, while they work with the case. No role and no grant opens another's."""

    case_path = "therapy_session__case_id"

    def visible_to(self, user: Any) -> Self:
        return self.filter(author_id=user.pk).filter(
            therapy_session__case_id__in=cases_with(user, "change_case")
        )

    def editable_by(self, user: Any) -> Self:
        return self.visible_to(user)


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
