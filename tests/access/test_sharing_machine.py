"""Any order of sharing, taking back, waiting and worry: a partner reads what the model says, and
never a word that was kept back.

Few short stories in each run; `STORIES=200 STEPS=30` makes it many long ones.
"""

import os
import random
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clients.models import Answer, AnswerGrant, Assignment, Case, PartAudience
from clients.services.answers import answerable
from clients.services.cases import record_screening
from clients.services.gifts import begin_gift
from clients.services.readiness import set_readiness
from clients.services.safety import lower_safety_flag
from clients.services.sharing import change_audience, change_part
from clients.services.team import leave_case
from practice.models import Practice
from tests import factories
from tests.access.private_acts import Person, save

pytestmark = pytest.mark.django_db
STORIES = int(os.environ.get("STORIES", "3"))
STEPS = int(os.environ.get("STEPS", "8"))
OTHER = {"A": "B", "B": "A"}
# Fields of one thing to try, and whether the library lets each go to the partner at all.
OWN = {"mine": True, "for_self": False, "for_therapist": False, "for_partners": True}
WORD = re.compile(r"Zq\d+q")
WHO, NUMBER = st.sampled_from("AB"), st.integers(0, 99)


@dataclass
class Thing:
    """What one wrote, and how far each of its fields went: "", "waits", "due" (held) or "out"."""

    answer: Any
    author: str
    words: dict[str, str]
    may_go: dict[str, bool]
    kind: str = "own"
    went: dict[str, str] = field(default_factory=dict)
    said_yes: bool = False

    def reads(self) -> set[str]:
        return {word for key, word in self.words.items() if self.went.get(key) == "out"}

    def becomes(self, before: str, after: str) -> None:
        self.went = {key: after if is_ == before else is_ for key, is_ in self.went.items()}


class Sharing(RuleBasedStateMachine):
    """A couple with the portal, whose pages are read after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.case: Case = factories.make_couple_case(factories.make_therapist())
        factories.make_journey(self.case)
        factories.make_ready(self.case)
        self.people = {who: Person(self.case, who, random.Random(who)) for who in OTHER}
        self.browsers = {who: Client() for who in OTHER}
        for who, browser in self.browsers.items():
            browser.force_login(factories.login_of(self.case, who))
        self.things: list[Thing] = []
        self.number, self.is_flagged, self.has_ended = 0, False, False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # -- what people do

    # What is given under a worry does not come before it is over, so that nobody writes in it.
    @precondition(lambda self: not self.has_ended and not self.is_flagged)
    @rule(who=WHO)
    def write(self, who: str) -> None:
        given = self.people[who].given()
        self.things.append(self._written(who, given, OWN))

    @precondition(lambda self: self._of("own"))
    @rule(at=NUMBER, now=st.booleans())
    def share_the_whole(self, at: int, now: bool) -> None:
        thing = self._one(at, "own")
        change_audience(self._user(thing), thing.answer, "all", share_now=now)
        # A part that had gone out or waits keeps its own way.
        apart = set(PartAudience.objects.filter(answer=thing.answer).values_list("part", flat=True))
        for key in thing.words.keys() - apart:
            self._goes(thing, key, now=now)

    @precondition(lambda self: self._of("own"))
    @rule(at=NUMBER, now=st.booleans())
    def share_a_part(self, at: int, now: bool) -> None:
        thing = self._one(at, "own")
        change_part(self._user(thing), thing.answer, "mine", "all", share_now=now)
        self._goes(thing, "mine", now=now)

    @precondition(lambda self: self.things)
    @rule(at=NUMBER)
    def take_back(self, at: int) -> None:
        thing = self.things[at % len(self.things)]
        audience = "self" if thing.kind == "gift" else "therapist"
        change_audience(self._user(thing), thing.answer, audience)
        thing.went, thing.said_yes = {}, False
        if thing.kind == "pair":
            for half in self._of("pair"):
                half.went = {}

    @precondition(lambda self: self._of("own"))
    @rule(at=NUMBER)
    def take_a_part_back(self, at: int) -> None:
        thing = self._one(at, "own")
        change_part(self._user(thing), thing.answer, "mine", "self")
        thing.went.pop("mine", None)

    @precondition(lambda self: not self.has_ended and not self.is_flagged)
    @rule(who=WHO)
    def say_yes_to_a_pair(self, who: str) -> None:
        """To the one pair of this story."""
        thing = next((one for one in self._of("pair") if one.author == who), None)
        if thing is None:
            given = self.people[who].given("pair")
            thing = self._written(who, given, {"mine": True, "guess": True}, kind="pair")
            self.things.append(thing)
        change_audience(self._user(thing), thing.answer, "all", as_pair=True)
        thing.said_yes = True
        halves = self._of("pair")
        if len(halves) == 2 and all(half.said_yes for half in halves):
            for half in halves:
                half.went = half.went or dict.fromkeys(half.words, "waits")

    @precondition(lambda self: not self.has_ended)
    @rule(who=WHO, now=st.booleans())
    def give(self, who: str, now: bool) -> None:
        gift = begin_gift(self._person(who).user, self.case)
        key = answerable(gift)[0].key
        answer = Answer.objects.filter(assignment=gift).first()
        thing = next((one for one in self.things if answer and one.answer.pk == answer.pk), None)
        if thing is None:
            thing = self._written(who, gift, {key: True}, kind="gift")
            self.things.append(thing)
        change_audience(self._user(thing), thing.answer, "all", share_now=now)
        self._goes(thing, key, now=now)

    # -- what happens

    @rule()
    def a_night_passes(self) -> None:
        days = timedelta(days=2)
        Case.objects.update(
            safety_flagged_at=F("safety_flagged_at") - days, opened_on=F("opened_on") - days
        )
        Assignment.objects.update(delivers_at=F("delivers_at") - days)
        for rows in (Answer.objects.all(), PartAudience.objects.all()):
            rows.update(shares_on=F("shares_on") - days)
        AnswerGrant.objects.update(starts_at=F("starts_at") - days)
        for thing in self.things:
            thing.becomes("waits", "due" if self.is_flagged else "out")

    @precondition(lambda self: not self.has_ended)
    @rule(who=WHO)
    def tell_a_concern(self, who: str) -> None:
        self._ask(who, "concern")
        self.is_flagged = True

    @precondition(lambda self: self.is_flagged and not self.has_ended)
    @rule()
    def the_concern_is_over(self) -> None:
        for who in OTHER:
            self._ask(who, "clear")
        lower_safety_flag(self.case.workers.get().user, Case.objects.get(pk=self.case.pk))
        self.is_flagged = False
        for thing in self.things:
            thing.becomes("due", "waits")

    @precondition(lambda self: not self.has_ended)
    @rule(who=WHO, level=st.integers(1, 4))
    def say_how_far(self, who: str, level: int) -> None:
        set_readiness(self._person(who).user, self._person(who).member, level)

    @precondition(lambda self: len(self.things) > 3)
    @rule(who=WHO)
    def leave(self, who: str) -> None:
        leave_case(
            self.case.workers.get().user, self._person(who).member, left_on=timezone.localdate()
        )
        self.has_ended = True
        self.things.clear()

    # -- what must hold

    @invariant()
    def each_reads_what_was_given_and_nothing_else(self) -> None:
        for reader, author in OTHER.items():
            given = [thing for thing in self.things if thing.author == author]
            expected = {word for thing in given for word in thing.reads()}
            own = {word for thing in self.things for word in thing.words.values()}
            own -= {word for thing in given for word in thing.words.values()}
            assert self._read(reader) - own == expected

    def _read(self, reader: str) -> set[str]:
        """All words on the page of what was given, on all that it leads to, and around it."""
        look = self.browsers[reader].get
        start = f"/portal/{self.case.pk}/"
        listed = look(f"{start}sharing/").content.decode()
        pages = [listed, look(f"{start}rough-day/").content.decode()]
        for url in set(re.findall(rf"{start}shared/[0-9a-f-]+/", listed)):
            found = look(url)
            assert found.status_code == 200  # no link leads to nothing
            pages.append(found.content.decode())
        return set(WORD.findall(" ".join(pages)))

    # -- helpers of the model

    def _of(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]

    def _one(self, at: int, kind: str) -> Thing:
        found = self._of(kind)
        return found[at % len(found)]

    def _person(self, who: str) -> Person:
        return self.people[who]

    def _user(self, thing: Thing) -> Any:
        return self._person(thing.author).user

    def _ask(self, who: str, outcome: str) -> None:
        member, today = self._person(who).member, date(2026, 3, 9)
        by = self.case.workers.get().user
        record_screening(by, member, asked_alone_on=today, outcome=outcome)

    def _written(
        self, who: str, given: Any, fields: dict[str, bool], *, kind: str = "own"
    ) -> Thing:
        person, words = self._person(who), {}
        for key in fields:
            self.number += 1
            words[key] = f"Zq{self.number}q"
            save(person, given, key)
        answer = Answer.objects.get(assignment=given)
        answer.data = {key: {"text": word} for key, word in words.items()}
        answer.save()
        return Thing(answer, who, words, fields, kind)

    def _goes(self, thing: Thing, key: str, *, now: bool) -> None:
        """Given at once or for the morning; what has gone out already stays out."""
        if not thing.may_go[key] or thing.went.get(key) in ("out", "due"):
            return
        at_once = "due" if self.is_flagged else "out"
        thing.went[key] = at_once if now else thing.went.get(key) or "waits"


def test_any_order_of_sharing_reads_as_the_model_says() -> None:
    Practice(name="Hearthwork", crisis_line="Crisis line").save()
    run_state_machine_as_test(
        Sharing,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
