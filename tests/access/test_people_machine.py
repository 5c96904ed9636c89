"""Any order of working together, handing over, supervising and separating: whoever is out is out at
once, a signed text stays, and no partner reads what is the other's.

Few short stories in each run; `STORIES=200 STEPS=30` makes it many long ones.
"""

import os
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clients.grants import CaseGrant
from clients.models import Case, CaseWorker, Supervision
from clients.services.grants import sync_grants
from sessions.services import note_life, signing
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.sessions.hours import READY, SAVE, autosave, hour, signed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STORIES = int(os.environ.get("STORIES", "3"))
STEPS = int(os.environ.get("STEPS", "8"))
THERAPISTS = ("ana", "ben", "cora")
STAFF = (*THERAPISTS, "sam", "olga")
PLACES = ("joint", "a", "b")
ANYBODY, THERAPIST = st.sampled_from((*STAFF, "a", "b")), st.sampled_from(THERAPISTS)


class People(RuleBasedStateMachine):
    """Ana works with a couple and has signed a note that both can read; from there, anything."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.users = {name: make.make_therapist(name.title()) for name in THERAPISTS}
        self.users["sam"] = make.make_user("Sam", is_supervisor=True)
        self.users["olga"] = make.make_user("Olga", is_owner=True)
        self.case: Case = make.make_couple_case(self.users["ana"])
        self.users |= {who: make.login_of(self.case, who.upper()) for who in "ab"}
        self.words = {place: uuid.uuid4().hex for place in PLACES}
        quotes = {f"own_words-{place}-quotes": words for place, words in self.words.items()}
        ana = self.users["ana"]
        self.note = signed(ana, hour(ana, self.case), READY | quotes)
        note_life.offer(ana, self.note, is_offered=True)
        self.text = self.written()
        self.browsers = {name: sign_in(user) for name, user in self.users.items()}
        self.lead, self.beside, self.supervised, self.gone = "ana", set[str](), set[str](), False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # -- what people do, each by their pages

    @rule(who=ANYBODY, to=THERAPIST)
    def let_in(self, who: str, to: str) -> None:
        self.post(who, "clients:worker_add", self.case.pk, to=str(self.users[to].pk))
        if who in self.at_work() and to not in self.at_work():
            self.beside.add(to)

    @rule(who=ANYBODY, of=THERAPIST)
    def end_work(self, who: str, of: str) -> None:
        row = CaseWorker.objects.filter(case=self.case, user=self.users[of]).first()
        if row is not None:
            self.post(who, "clients:worker_end", self.case.pk, row.pk)
            if who in self.at_work():
                self.beside.discard(of)

    @rule(who=ANYBODY, to=THERAPIST)
    def hand_over(self, who: str, to: str) -> None:
        row = CaseWorker.objects.get(case=self.case, user=self.users[self.lead])
        sent = {"to": str(self.users[to].pk), "code": self.case.code}
        self.post(who, "clients:case_hand_over", self.case.pk, row.pk, **sent)
        self.post("olga", "clients:case_place", self.case.pk, **sent)  # its therapist is here
        if who == self.lead and to not in self.at_work():
            self.lead = to

    @rule(whom=THERAPIST)
    def supervise(self, whom: str) -> None:
        """Written in the office; what follows from it is the same."""
        if whom not in self.supervised:
            since = timezone.now() - timedelta(days=1)
            users = {"supervisor": self.users["sam"], "supervisee": self.users[whom]}
            Supervision.objects.create(since=since, **users)
            self.supervised.add(whom)
            sync_grants(self.case)

    @precondition(lambda self: self.supervised)
    @rule()
    def supervise_no_more(self) -> None:
        whom = sorted(self.supervised)[0]
        Supervision.objects.filter(supervisee=self.users[whom]).delete()
        self.supervised.discard(whom)
        sync_grants(self.case)

    @rule(who=ANYBODY)
    def separate(self, who: str) -> None:
        member = make.member(self.case, "B")
        sent = {"left_on": timezone.localdate().isoformat(), "name": str(member)}
        self.post(who, "clients:member_leaves", self.case.pk, member.pk, **sent)
        self.gone = self.gone or who in self.at_work()
        assert make.member(self.case, "B").is_present != self.gone

    @rule(who=ANYBODY, place=st.sampled_from(PLACES))
    def write_over(self, who: str, place: str) -> None:
        section = f"own_words-{place}"
        sent = autosave(section, self.note.version, **{f"{section}-quotes": "FORGED"})
        found = self.browsers[who].post(self.page(), sent, headers=SAVE)
        assert found.status_code in (403, 404)

    # -- what holds after each step

    @invariant()
    def nobody_keeps_a_way_in(self) -> None:
        case = reverse("clients:case_detail", args=[self.case.pk])
        for who in STAFF:
            is_in = who in self.at_work() or (who == "sam" and self.is_supervised())
            for page in (case, self.page()):
                assert self.browsers[who].get(page).status_code == (200 if is_in else 404), who
        live = CaseGrant.objects.of_anyone("change_case").filter(content_object=self.case)
        assert {row.user_id for row in live} == {self.users[who].pk for who in self.at_work()}

    @invariant()
    def a_signed_text_stays(self) -> None:
        self.note.refresh_from_db()
        assert self.written() == self.text
        assert signing.is_intact(self.note)

    @invariant()
    def each_partner_reads_joint_and_own_alone(self) -> None:
        """After a separation too: history stays as it was, for each of them."""
        page = reverse("sessions:portal_review", args=[self.case.pk, self.note.pk])
        for who in "ab":
            text = self.browsers[who].get(page).content.decode()
            shown = {place for place in PLACES if self.words[place] in text}
            assert shown == {"joint", who}

    # -- how

    def at_work(self) -> set[str]:
        return {self.lead, *self.beside}

    def is_supervised(self) -> bool:
        return not self.supervised.isdisjoint(self.at_work())

    def page(self) -> str:
        return reverse("sessions:session_note", args=[self.note.therapy_session_id])

    def post(self, who: str, address: str, *keys: object, **sent: str) -> None:
        self.browsers[who].post(reverse(address, args=keys), sent)

    def written(self) -> list[tuple[str, str, object]]:
        rows = self.note.parts.order_by("pk")
        return [(row.section, str(row.member_id), row.data) for row in rows]


def test_any_order_of_coming_and_going_leaves_no_way_in() -> None:
    make.load_library()
    run_state_machine_as_test(
        People,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a shorter story is not worth minutes of looking for it
            suppress_health_check=list(HealthCheck),
        ),
    )
