"""Who sees which answer, score, kept word and picture: what people told, each for its audience.

Which answers somebody may open is told here; how much of one they get, in models/reach.py.
"""

from collections.abc import Iterable
from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from clients.access.cases import AT_DOOR, CaseMatterQuerySet, cases_with
from clients.access.parts import SHOWN_TO_PARTNER, SHOWN_TO_THERAPIST, parts_told
from clients.grants import AnswerGrant
from practice.access import VisibleQuerySet
from practice.crypto import SealedQuerySet
from practice.models import Practice


class ToldQuerySet(CaseMatterQuerySet):
    """What people told, each row with the audience that its author chose."""

    def visible_to(self, user: Any) -> Self:
        """For staff: what was given to the therapist. `self` and `partners` never come here."""
        return super().visible_to(user).filter(audience__in=SHOWN_TO_THERAPIST)

    def editable_by(self, user: Any) -> Self:
        """What staff may not see they may not touch either."""
        return super().editable_by(user).filter(audience__in=SHOWN_TO_THERAPIST)


class AnswerQuerySet(ToldQuerySet):
    """What people wrote: each thing in it reaches exactly its audience.

    Which answers somebody may open is told here, how much of one they get in models/reach.py.
    """

    case_path = "assignment__case_id"

    def visible_to(self, user: Any) -> Self:
        """For staff: answers of which anything reaches them."""
        return CaseMatterQuerySet.visible_to(self, user).told_to_staff()

    def editable_by(self, user: Any) -> Self:
        return CaseMatterQuerySet.editable_by(self, user).told_to_staff()

    def told_to_staff(self) -> Self:
        """Where the whole was given to the therapist, or a part of it, and something stands there.

        No road of its own: of whose case they are is asked elsewhere.
        """
        parts: Any = self.model._meta.get_field("parts").related_model
        some = parts.objects.filter(answer=OuterRef("pk"), audience__in=SHOWN_TO_THERAPIST)
        told = self.filter(Q(audience__in=SHOWN_TO_THERAPIST) | Exists(some))
        return told.exclude(told_at=None).with_reach()

    def with_reach(self) -> Self:
        """Each with the audiences of its parts."""
        return self.annotate(parts_told=parts_told("pk"))

    def mine(self, user: Any) -> Self:
        """The answers of `user`'s own hand, in cases that are still open to them."""
        return self._own(user, "use_portal")

    def in_hand(self, user: Any) -> Self:
        """The same, also while something is to be read and agreed to first: words stay theirs."""
        return self._own(user, *AT_DOOR)

    def _own(self, user: Any, *codenames: str) -> Self:
        held = cases_with(user, *codenames)
        own = self.filter(member__client__user_id=user.pk, assignment__case_id__in=held)
        return own.with_reach()

    def shared_with(self, user: Any) -> Self:
        """Answers of the other partner, and joint ones, that `user` holds a grant on now."""
        # Both: a grant alone would outlast somebody's portal.
        held = AnswerGrant.objects.live(user, "view_answer").values("content_object_id")
        mine = cases_with(user, "use_portal")
        return self.filter(pk__in=held, assignment__case_id__in=mine).with_reach()

    def written_in(self, user: Any, assignment: Any) -> Self:
        """What `user` writes in an assignment of theirs: their own answers, and the joint ones."""
        held = type(assignment).objects.mine(user).filter(pk=assignment.pk).order_by()
        own_or_joint = Q(member__client__user_id=user.pk) | Q(member=None)
        return self.filter(own_or_joint, assignment__in=held.values("pk"))

    def open_to(self, user: Any) -> Self:
        """All that `user` reads in the portal: `mine`, and what they hold a grant on now."""
        # By keys: the two roads join different tables, and a row must come once.
        rows: Any = self.model._default_manager.order_by()
        mine, given = rows.mine(user), rows.shared_with(user)
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=given.values("pk")))

    def linked(self) -> Self:
        """Those that something was taken up from, or into."""
        links: Any = self.model._meta.get_field("links_out").related_model
        out = links.objects.filter(from_answer=OuterRef("pk"))
        into = links.objects.filter(to_answer=OuterRef("pk"))
        return self.filter(Exists(out) | Exists(into))

    def with_given(self) -> Self:
        """Each with `is_given`: whether somebody else than its author holds a grant on it now."""
        grants = AnswerGrant.objects.of_anyone("view_answer").filter(content_object=OuterRef("pk"))
        return self.annotate(is_given=Exists(grants.order_by()))

    def with_pictures(self) -> Self:
        """One row for each picture in it, as `row.picture`, which a row without any lacks."""
        return self.annotate(picture=FilteredRelation("pictures")).select_related("picture")


class LinkQuerySet(SealedQuerySet):
    """Links; one with an end that the reader may not open does not exist for them."""

    def between(self, readable: Iterable[UUID]) -> Self:
        """Those of which both ends are among `readable`, the keys of answers.

        Keys and no query: read from both ends at once, the roads of answers are thirty tables,
        which PostgreSQL takes minutes to find its way through.
        """
        keys = set(readable)
        return self.filter(from_answer__in=keys, to_answer__in=keys)

    def of_person(self, user: Any) -> Self:
        """A person's own chain: at least one end is theirs, or of both."""
        theirs = Q(from_answer__member=None) | Q(to_answer__member=None)
        for end in ("from_answer", "to_answer"):
            theirs |= Q(**{f"{end}__member__client__user_id": user.pk})
        return self.filter(theirs)


class ScoreQuerySet(ToldQuerySet):
    """Places on a scale, each with the audience of the words that go with it."""

    def mine(self, user: Any) -> Self:
        """Own and jointly agreed scores, for the portal."""
        held = cases_with(user, "use_portal")
        # On the practice's clock, as grants count for joint answers; `__date` would take UTC's.
        day = TruncDate("taken_at", tzinfo=Practice.load().zone)
        joint_while_there = Q(member=None) & (
            Q(case__members__left_on=None) | Q(told_on__lte=F("case__members__left_on"))
        )
        # One filter(): only so do all conditions on `case__members` speak of the same row.
        return self.alias(told_on=day).filter(
            Q(member__client__user_id=user.pk) | joint_while_there,
            case_id__in=held,
            case__members__client__user_id=user.pk,
        )


class RevisionQuerySet(VisibleQuerySet):
    """Earlier texts: the author's alone, whatever the answer's audience is today."""

    def mine(self, user: Any) -> Self:
        held = cases_with(user, "use_portal")
        return self.filter(
            answer__member__client__user_id=user.pk, answer__assignment__case_id__in=held
        )


class KeptQuerySet(ToldQuerySet):
    """Words and habits that people keep; what both made together has no member."""

    def mine(self, user: Any) -> Self:
        """The person's own, in cases that are still open to them."""
        held = cases_with(user, "use_portal")
        return self.filter(member__client__user_id=user.pk, case_id__in=held)


class RitualQuerySet(KeptQuerySet):
    """Habits that stayed: each person's own, and those that both made together."""

    def kept_by(self, user: Any) -> Self:
        """Own habits, and joint ones of the time in which `user` was there."""
        held = cases_with(user, "use_portal")
        while_there = Q(case__members__left_on=None) | Q(since__lte=F("case__members__left_on"))
        # One filter(): only so do all conditions on `case__members` speak of the same row.
        return self.filter(
            Q(member__client__user_id=user.pk) | (Q(member=None) & while_there),
            case_id__in=held,
            case__members__client__user_id=user.pk,
        )


class PictureQuerySet(VisibleQuerySet):
    """Pictures go as far as the field that they stand in."""

    def visible_to(self, user: Any) -> Self:
        shown = Q(reach__in=SHOWN_TO_THERAPIST, limit__in=("", *SHOWN_TO_THERAPIST))
        return self._with_reach().filter(
            shown, answer__in=self._answers().visible_to(user).values("pk")
        )

    def mine(self, user: Any) -> Self:
        return self.filter(answer__in=self._answers().mine(user).values("pk"))

    def shared_with(self, user: Any) -> Self:
        held = self._answers().shared_with(user).values("pk")
        never_held = Q(goes_out=None, answer__opens_as_pair=False)
        is_out = never_held | Q(goes_out__lte=timezone.now())
        in_time = Q(goes_out__lte=F("answer__assignment__case__safety_flagged_at"))
        # While a safety concern stands, nothing more goes out.
        let = Q(answer__assignment__case__safety_flag=False) | never_held | in_time
        goes_so_far = Q(limit__in=("", *SHOWN_TO_PARTNER)) | Q(
            lifts_in_pair=True, answer__opens_as_pair=True
        )
        rows = self._with_reach().filter(let | Q(answer__member=None), answer__in=held)
        return rows.filter(is_out, goes_so_far, reach__in=SHOWN_TO_PARTNER)

    def open_to(self, user: Any) -> Self:
        """All that `user` may look at in the portal: `mine`, and what was shared with them."""
        rows: Any = self.model._default_manager.order_by()
        mine, given = rows.mine(user), rows.shared_with(user)
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=given.values("pk")))

    def _with_reach(self) -> Self:
        """Each with the audience of its field, and with the time when that goes out."""
        parts: Any = apps.get_model("clients", "PartAudience")
        own = parts.objects.filter(answer=OuterRef("answer"), part=OuterRef("field_key"))
        return self.annotate(
            reach=Coalesce(Subquery(own.values("audience")), F("answer__audience")),
            goes_out=Case(
                When(Exists(own), then=Subquery(own.values("shares_on"))),
                default=F("answer__shares_on"),
            ),
        )

    def _answers(self) -> "AnswerQuerySet":
        answers: Any = self.model._meta.get_field("answer").related_model
        found: AnswerQuerySet = answers.objects.order_by()
        return found
