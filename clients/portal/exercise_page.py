"""One exercise as its page shows it: groups of fields, each under a line on who sees it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from clients.models import Answer, Assignment, Heard
from clients.models.answer import NOT_AN_ENTRY
from clients.models.reach import Audience, Reach, capped
from clients.portal.reach_lines import answer_lines, audience_line
from clients.services.answers import (
    Base,
    FormOutcome,
    Reading,
    answerable,
    is_joint,
    plain_of,
)
from clients.services.cases import cleared_members, is_cleared
from clients.services.circle import Circle, circle_of
from clients.services.finishing import LOW_WORDS, NotYet, low_word_of
from clients.services.joint_steps import is_open_for_both
from clients.services.parts import first_audience
from practice.fields import registry
from practice.fields.base import FieldSpec, Value
from practice.fields.texts import spoken, text

# Where two do it together: each part under the role that it is written in.
PLACES = {
    "joint": _("Your part together"),
    "listener": _("When you listened"),
    "speaker": _("When you talked"),
}


@dataclass(frozen=True)
class ExercisePage:
    """An assignment with the parts that this person writes, and the people who may read them."""

    assignment: Assignment
    parts: tuple[Answer, ...]
    circle: Circle

    @classmethod
    def load(cls, user: Any, pk: Any, *, entry: uuid.UUID = NOT_AN_ENTRY) -> "ExercisePage":
        """In two queries; 404 for what is unknown, not theirs or not delivered yet."""
        rows = Assignment.objects.with_parts_of(user, entry=entry)
        rows = rows.annotate(
            cleared=cleared_members("case_id"),
            done_before=Exists(_earlier(user)),
            gift=Subquery(_gifts_to(user).values("pk")[:1]),
            heard_by=Subquery(_heard().values("told_by__name")[:1]),
        )
        rows = rows.filter(pk=pk).select_related("exercise", "case")
        found = list(rows)
        circle = circle_of(found[0].case_id) if found else None
        if circle is None:
            raise Http404
        parts = [_part(row) for row in found if hasattr(row, "part")]
        return cls(found[0], tuple(sorted(parts, key=lambda part: part.created_at)), circle)

    @property
    def own(self) -> Answer | None:
        return next((part for part in self.parts if part.member_id is not None), None)

    @property
    def joint(self) -> Answer | None:
        return next((part for part in self.parts if part.member_id is None), None)

    @property
    def specs(self) -> list[FieldSpec]:
        return answerable(self.assignment)

    @property
    def version(self) -> int:
        own, joint = self.own, self.joint
        return Base(own.version if own else 0, joint.version if joint else 0).number

    @property
    def audience(self) -> str:
        return self.own.audience if self.own else first_audience(self.assignment)

    @property
    def for_one(self) -> dict[str, Any]:
        """Who would see what this person writes to the version for one of a joint step."""
        return audience_line(self.circle, Reach(first_audience(self.assignment)))

    @property
    def gift(self) -> uuid.UUID | None:
        """The key of what the partner gave for this; nobody is given to while writing a gift."""
        return None if self.assignment.is_gift else self.assignment.gift  # type: ignore[attr-defined]  # annotated

    @property
    def heard_by(self) -> str:
        """The therapist who told this person that they read it."""
        return getattr(self.own, "heard_by", None) or ""

    @property
    def goes_apart(self) -> bool:
        """Whether some of it goes another way than the rest."""
        return bool(self.own and self.own.reach_of_parts)

    @property
    def partner_open(self) -> bool:
        """Whether the partner may come into it: of a joint step, only while it is open to both."""
        number = self.assignment.cleared  # type: ignore[attr-defined]  # annotated by `load`
        cleared = is_cleared(self.assignment.case, number)
        if not self.assignment.together:
            return cleared
        return is_open_for_both(self.assignment, cleared=cleared)

    @property
    def is_done(self) -> bool:
        if self.assignment.is_gift:  # it is kept or given, and never done
            return False
        done = self.assignment.status == Assignment.Status.DONE
        return done or (self.own is not None and self.own.done_at is not None)

    @property
    def state(self) -> str:
        """open, done, closed, or not_open (a joint step)."""
        if self.assignment.status == Assignment.Status.SET_ASIDE or self.assignment.case.closed_on:
            return "closed"
        if self.assignment.together and not self.partner_open:
            return "not_open"
        return "done" if self.is_done else "open"

    @property
    def may_rest(self) -> bool:
        """Whether it can be set aside here: a joint step rests by the therapist's act alone."""
        return self.state == "open" and not self.assignment.together and not self.is_done

    @property
    def seen_with_therapist(self) -> str:
        """Who reads a reason for setting it aside."""
        return _("%(names)s can see this.") % {
            "names": self.circle.names(Audience.THERAPIST).rstrip(".")
        }

    def value(self, spec: FieldSpec) -> Value | None:
        part = self.joint if is_joint(self.assignment, spec) else self.own
        return part.data.get(spec.key) if part else None

    def place(self, spec: FieldSpec) -> str:
        """Where two do it together: the role in which they write it, if that needs a heading."""
        return spec.role if self.assignment.together and spec.role in PLACES else ""

    def reach(self, spec: FieldSpec) -> Reach:
        """How far the field goes; single things in it may go another way."""
        if is_joint(self.assignment, spec):
            return Reach(Audience.ALL)
        whole = self.own.reach if self.own else Reach(self.audience)
        wish = self.own.reach_of_parts.get(spec.key, whole) if self.own else whole
        return replace(wish, audience=capped(wish.audience, spec))


def _earlier(user: Any) -> QuerySet[Assignment]:
    """For a query of assignments: the same thing given to this person before."""
    return Assignment.objects.mine(user).filter(
        case=OuterRef("case"),
        is_gift=False,
        exercise__key=OuterRef("exercise__key"),
        exercise__programme_key=OuterRef("exercise__programme_key"),
        given_at__lt=OuterRef("given_at"),
    )


def form_context(
    page: ExercisePage, *, outcome: FormOutcome | None = None, early: NotYet | None = None
) -> dict[str, Any]:
    """The page with its form: as stored, or as it was posted with what still needs a look."""
    posted = outcome or FormOutcome(Reading(), page.version, saved_at="", clashed=[])
    missing, under = (early.missing, early.under) if early else ([], [])
    # Neighbours that reach the same people stand under one line; the order of the exercise stays.
    groups = groupby(page.specs, key=lambda spec: (page.place(spec), page.reach(spec)))
    return {
        "page": page,
        "assignment": page.assignment,
        "exercise": page.assignment.exercise,
        "words": _words(page),
        "version": posted.version,
        "key": uuid.uuid4(),
        "groups": [
            {
                **audience_line(page.circle, reach),
                "joint": place == "joint",
                "heading": PLACES.get(place, ""),
                "fields": [
                    _item(page, spec, posted)
                    | {"missing": spec.key in missing, "under": spec.key in under}
                    for spec in specs
                ],
            }
            for (place, reach), specs in groups
        ],
        "problems": _problems(page, {*posted.reading.errors, *posted.clashed, *missing}),
        "early": early,
        "low_words": LOW_WORDS.items(),
    }


def lines_context(page: ExercisePage) -> dict[str, Any]:
    """The page without a form: what was written, as plain lines that can be copied."""
    return {
        "page": page,
        "assignment": page.assignment,
        "exercise": page.assignment.exercise,
        "words": _words(page),
        "low_word": low_word_of(page.own),
        "parts": [
            {
                **audience_line(page.circle, answer.reach),
                "joint": answer.member_id is None,
                "lines": answer_lines(answer.written(_specs_of(page, answer))),
            }
            for answer in page.parts
        ],
    }


def paper_context(page: ExercisePage) -> dict[str, Any]:
    """A sheet to write on."""
    fields = [registry.get(spec.kind).paper(spec, spoken()) for spec in page.specs]
    return {"exercise": page.assignment.exercise, "words": _words(page), "fields": fields}


def _gifts_to(user: Any) -> QuerySet[Answer]:
    """What the partner gave this person for the same exercise, the latest first."""
    given = Answer.objects.shared_with(user).order_by("-shares_on")
    return given.filter(
        assignment__is_gift=True,
        assignment__case=OuterRef("case"),
        assignment__exercise__key=OuterRef("exercise__key"),
    )


def _heard() -> QuerySet[Heard]:
    """A therapist's word about the part of the row."""
    return Heard.objects.filter(answer=OuterRef("part__pk"), answer__member__isnull=False)


def _part(row: Any) -> Answer:
    """The part of a joined row, with the audiences that the query brought for it."""
    part: Answer = row.part
    part.__dict__["parts_told"] = row.parts_told
    part.heard_by = row.heard_by  # type: ignore[attr-defined]  # for the page alone
    return part


def _specs_of(page: ExercisePage, answer: Answer) -> list[FieldSpec]:
    joint = answer.member_id is None
    return [spec for spec in page.specs if is_joint(page.assignment, spec) is joint]


def _words(page: ExercisePage) -> dict[str, str]:
    exercise = page.assignment.exercise
    names = ("purpose", "intro", "content_note", "low_word")
    # A gift is one question; what leads through the exercise around it is for the other person.
    if page.assignment.is_gift:
        return dict.fromkeys(names, "")
    words = {name: exercise.words(name) for name in names}
    # Made for two and done by one, it may begin in other words.
    for_one = "" if page.assignment.together else exercise.words("for_one")
    return words | ({"intro": for_one} if for_one else {})


def _item(page: ExercisePage, spec: FieldSpec, posted: FormOutcome) -> dict[str, Any]:
    """One field with its messages and, after a clash, both texts."""
    stored = page.value(spec)
    # What was posted is shown even when it is empty: somebody may have cleared the field.
    value = posted.reading.shown.get(spec.key, stored)
    errors = posted.reading.errors.get(spec.key, [])
    clashed = spec.key in posted.clashed
    return {
        "key": spec.key,
        # The wrapper is the section here, so that a clash stands inside it.
        "field": registry.get(spec.kind).context(spec, value, spoken(), errors) | {"section": ""},
        "clashed": clashed,
        "theirs": plain_of(spec, stored) if clashed else "",
        "yours": plain_of(spec, value) if clashed else "",
    }


def _problems(page: ExercisePage, keys: Collection[str]) -> list[dict[str, str]]:
    """Links to the fields that want a look, in the order of the page."""
    return [
        {"key": spec.key, "prompt": text(spec.prompt, spoken())}
        for spec in page.specs
        if spec.key in keys
    ]
