"""One exercise as its page shows it: groups of fields, each under a line on who sees it."""

import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Exists
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients.models import Answer, Assignment
from clients.models.answer import NOT_AN_ENTRY
from clients.models.reach import Audience, Reach, capped
from clients.portal.exercise_rows import (
    gifts_to,
    given_before,
    latest_gift,
    lines_of_gift,
    words_of,
)
from clients.portal.kept_beside import beside, kept_words, name_problem
from clients.portal.picture_links import picture_context
from clients.portal.problem_links import problem_links
from clients.portal.reach_lines import audience_address, audience_line
from clients.services.answers import FormOutcome
from clients.services.cases import asked_members, cleared_members, is_cleared
from clients.services.circle import Circle
from clients.services.earlier import before
from clients.services.entries import entries_shown
from clients.services.finishing import LOW_WORDS, NotYet
from clients.services.joint_steps import is_open_for_both
from clients.services.material import Material, draws_on
from clients.services.parts import first_audience, starting_audience
from clients.services.reading import Base, Reading, answerable, fields_at, is_joint, plain_of
from clients.services.resting import asked_now, is_at_rest
from practice.fields import registry
from practice.fields.base import FieldSpec, Value
from practice.fields.logs import log_field
from practice.fields.texts import spoken

# Where two do it together: each part under the role that it is written in.
PLACES = {
    "joint": _("Your part together"),
    "listener": _("When you listen"),
    "speaker": _("When you talk"),
}


@dataclass(frozen=True)
class ExercisePage:
    """An assignment with the parts that this person writes, and the people who may read them.

    Of a log, `entry` is the one that the page is about; NOT_AN_ENTRY is the log as a whole.
    """

    assignment: Assignment
    parts: tuple[Answer, ...]
    circle: Circle
    material: Material
    entry: uuid.UUID = NOT_AN_ENTRY

    @classmethod
    def load(
        cls,
        user: Any,
        pk: Any,
        *,
        entry: uuid.UUID = NOT_AN_ENTRY,
        start: int = 0,
        to_write: bool = False,
    ) -> "ExercisePage":
        """In two queries; 404 for what is unknown, not theirs or not delivered yet.

        The page of a log brings its own entries, from the `start`-th on. While something is to be
        agreed to first it is a 404 too, but for what was typed before that came (`to_write`).
        """
        rows = Assignment.objects.with_circle(user).annotate(
            cleared=cleared_members("case_id"),
            asked=asked_members("case_id"),
            done_before=Exists(given_before(user)),
            **kept_words(user),
        )
        found: list[Any] = list(rows.filter(pk=pk).select_related("exercise", "case"))
        if not found or (entry != NOT_AN_ENTRY and not fields_at(found[0], entry)):
            raise Http404
        assignment = found[0]
        name_problem(assignment)
        circle = Circle.of(assignment.case, [row.stands_by for row in found], assignment.asked)
        if not to_write and user.pk not in circle.logins:
            raise Http404
        written = Answer.objects.written_in(user, assignment)
        parts = written.filter(entry__in=[entry, NOT_AN_ENTRY])
        listed = entries_shown(written, assignment, entry, start)
        gifts = gifts_to(user, assignment)
        material = Material.of(user, assignment, draws_on(user, assignment), parts, listed, gifts)
        own = (part for part in material.parts if part.entry == entry)
        in_time = tuple(sorted(own, key=attrgetter("created_at")))
        return cls(assignment, in_time, circle, material, entry)

    @property
    def entries(self) -> list[Answer]:
        """Of the page of a log: its entries, latest first, one more than a page shows."""
        return [part for part in self.material.parts if part.is_entry and part.entry != self.entry]

    @property
    def starts_for(self) -> str:
        """Who reads what is written next."""
        whole = (p for p in self.material.parts if not p.is_entry and p.member_id is not None)
        return starting_audience(self.assignment, next(whole, None))

    @property
    def is_entry(self) -> bool:
        return self.entry != NOT_AN_ENTRY

    @property
    def log(self) -> FieldSpec | None:
        """On the page of the log as a whole: the field that makes it one."""
        return None if self.is_entry else log_field(answerable(self.assignment))

    @property
    def address(self) -> str:
        place = [self.assignment.pk, *[self.entry] * self.is_entry]
        return reverse(f"clients:portal_{'entry' if self.is_entry else 'exercise'}", args=place)

    @property
    def keep_address(self) -> str:
        """Where something of what was written here can be kept."""
        place = [self.assignment.pk, *[self.entry] * self.is_entry]
        return reverse(f"clients:portal_{'entry_' * self.is_entry}keep", args=place)

    @property
    def audience_address(self) -> str:
        return audience_address(self.assignment.pk, self.entry)

    @property
    def own(self) -> Answer | None:
        return next((part for part in self.parts if part.member_id is not None), None)

    @property
    def joint(self) -> Answer | None:
        return next((part for part in self.parts if part.member_id is None), None)

    @cached_property
    def specs(self) -> list[FieldSpec]:
        """What is filled in here, with what may be picked in it."""
        specs = asked_now(fields_at(self.assignment, self.entry), self.assignment, self.value)
        return self.material.offering_all(self.assignment, specs)

    @property
    def version(self) -> int:
        own, joint = self.own, self.joint
        return Base(own.version if own else 0, joint.version if joint else 0).number

    @property
    def audience(self) -> str:
        return self.own.audience if self.own else self.starts_for

    @property
    def for_one(self) -> dict[str, Any]:
        """Who would see what this person writes to the version for one of a joint step."""
        return audience_line(self.circle, Reach(first_audience(self.assignment)))

    @cached_property
    def gift(self) -> Answer | None:
        """What the partner gave for this last."""
        return latest_gift(self.material.answers, self.assignment)

    @property
    def gift_lines(self) -> list[dict[str, Any]]:
        return lines_of_gift(self.gift)

    @property
    def heard_by(self) -> str:
        """The therapist who told this person that they read it."""
        heard = getattr(self.own, "heard", None)
        return heard.told_by.name if heard else ""

    @property
    def goes_apart(self) -> bool:
        """Whether some of it goes another way than the rest."""
        return bool(self.own and self.own.reach_of_parts)

    @property
    def partner_open(self) -> bool:
        """Whether the partner may come into it: of a joint step, only while it is open to both."""
        if not self.assignment.together:
            return self.circle.partner_open
        found: Any = self.assignment  # annotated by `load`
        return is_open_for_both(found, cleared=is_cleared(found.case, found.cleared))

    @property
    def is_done(self) -> bool:
        # A gift is kept or given, and never done; a log that rests still takes a word more.
        if self.assignment.is_gift or self.is_entry:
            return False
        done = self.assignment.status == Assignment.Status.DONE
        return done or (self.own is not None and self.own.done_at is not None)

    @property
    def state(self) -> str:
        """open, done, closed, or not_open (a joint step)."""
        if self.assignment.takes_no_words:
            return "closed"
        may_rest = self.own is None and not self.assignment.is_gift
        if may_rest and is_at_rest(self.assignment.exercise, self.assignment.case):
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
        "words": words_of(page.assignment),
        "before": before(page.material, page.assignment.exercise),
        **beside(page.assignment),
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
        "problems": problem_links(page.specs, {*posted.reading.errors, *posted.clashed, *missing}),
        "early": early,
        "low_words": LOW_WORDS.items(),
    }


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
        "field": registry.get(spec.kind).context(spec, value, spoken(), errors)
        | {"section": ""}
        | picture_context(page.assignment, spec, value),
        "clashed": clashed,
        "theirs": plain_of(spec, stored) if clashed else "",
        "yours": plain_of(spec, value) if clashed else "",
    }
