"""The life of a note walked at random: no path changes a signed text, and nobody reads the other's.

Each step goes through the front door as some person. A model beside it says what must stand.
"""

import uuid
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from sessions.models import Note, NoteReview
from sessions.services import signing
from tests import factories as make
from tests.clients.staff_pages import make_supervisor, sign_in
from tests.sessions.hours import SAVE, autosave, draft, hour
from tests.sessions.test_notes import READY, join

PLACES = ("joint", "a", "b")
KINDS = ["added", "error"]


class NoteLife(RuleBasedStateMachine):
    """Ana wrote a draft with words for both and for each; from there anything may come."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        ana = make.make_therapist("Ana")
        self.case = make.make_couple_case(ana)
        therapy_session = hour(ana, self.case)
        self.words = {place: f"{place}-{uuid.uuid4().hex}" for place in PLACES}
        rows = {f"own_words-{place}-quotes": words for place, words in self.words.items()}
        self.note = draft(ana, therapy_session, READY | rows)
        self.people = {
            "ana": sign_in(ana),
            "sam": sign_in(make_supervisor(self.case)),
            "cora": sign_in(join(self.case)),
            "a": sign_in(make.login_of(self.case, "A")),
            "b": sign_in(make.login_of(self.case, "B")),
        }
        self.told: dict[str, str] = {}  # what each partner said -> whose it is
        self.frozen: Any = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def url(self, name: str, *more: Any) -> str:
        return reverse(f"sessions:{name}", args=[self.note.therapy_session_id, *more])

    def portal(self) -> str:
        return reverse("sessions:portal_review", args=[self.case.pk, self.note.pk])

    def now(self) -> Note:
        return Note.objects.get(pk=self.note.pk)

    @rule(who=st.sampled_from(["ana", "cora", "sam", "a"]), place=st.sampled_from(PLACES))
    def write(self, who: str, place: str) -> None:
        before = self.now()
        words = f"{place}-{uuid.uuid4().hex}"
        section = f"own_words-{place}"
        sent = autosave(section, before.version, **{f"{section}-quotes": words})
        found = self.people[who].post(self.url("session_note"), sent, headers=SAVE)
        may = who == "ana" or (who == "cora" and before.is_shared)
        resting = before.is_signed or before.is_offered
        assert (found.status_code == 200) == (may and not resting)
        if found.status_code == 200:
            self.words[place] = words

    @rule(who=st.sampled_from(["ana", "cora", "b"]), is_offered=st.booleans())
    def offer(self, who: str, is_offered: bool) -> None:
        before = self.now()
        sent = {"is_offered": "1"} if is_offered else {}
        self.people[who].post(self.url("note_offer"), sent)
        may = who == "ana" or (who == "cora" and (before.is_shared or before.is_signed))
        assert self.now().is_offered == (is_offered if may else before.is_offered)

    @rule(who=st.sampled_from(["ana", "cora"]), is_shared=st.booleans())
    def together(self, who: str, is_shared: bool) -> None:
        before = self.now()
        self.people[who].post(self.url("note_together"), {"is_shared": "1"} if is_shared else {})
        may = who == "ana" and not before.is_signed
        assert self.now().is_shared == (is_shared if may else before.is_shared)

    @rule(who=st.sampled_from(["ana", "cora", "sam"]))
    def sign(self, who: str) -> None:
        before = self.now()
        sent = {"sign": "1", "version": str(before.version)}
        self.people[who].post(self.url("session_note"), sent)
        after = self.now()
        assert after.is_signed == (before.is_signed or who == "ana")
        if after.is_signed and self.frozen is None:
            self.frozen = self.text()

    @rule(who=st.sampled_from(["a", "b"]), kind=st.sampled_from(NoteReview.Kind.values))
    def say(self, who: str, kind: str) -> None:
        note, words = self.now(), uuid.uuid4().hex
        before = NoteReview.objects.count()
        sent = {"kind": kind, "words": words, "version": str(note.version)}
        self.people[who].post(self.portal(), sent)
        fits = (kind == "correction") == note.is_signed
        assert NoteReview.objects.count() - before == (note.is_offered and fits)
        if note.is_offered and fits:
            self.told[words] = who

    @rule(
        who=st.sampled_from(["ana", "cora", "sam", "a"]), kind=st.sampled_from(["added", "error"])
    )
    def add(self, who: str, kind: str) -> None:
        note, before = self.now(), self.note.addenda.count()
        sent = {"kind": kind, "reason": "Why", "words": "What"}
        self.people[who].post(self.url("note_add"), sent)
        may = note.is_signed and who in ("ana", "cora")
        assert self.note.addenda.count() - before == may

    @rule(who=st.sampled_from(["ana", "sam"]))
    def cosign(self, who: str) -> None:
        self.people[who].post(self.url("note_cosign"))
        assert self.note.cosignatures.exclude(supervisor__is_supervisor=True).count() == 0

    @rule()
    def answer(self) -> None:
        waiting = [row for row in self.note.reviews.all() if row.is_open]
        for row in waiting[:1]:
            prefix = row.pk.hex[:8]
            sent = {f"{prefix}-outcome": "stays", f"{prefix}-words": "Read."}
            self.people["ana"].post(self.url("note_correction", row.pk), sent)
            row.refresh_from_db()
            assert row.outcome == "stays"

    def text(self) -> list[tuple[str, str, Any]]:
        parts = self.note.parts.order_by("pk")
        return [(part.section, str(part.member_id), part.data) for part in parts]

    @invariant()
    def a_signed_text_stays(self) -> None:
        if self.frozen is not None:
            assert self.text() == self.frozen
            assert signing.is_intact(self.now())

    @invariant()
    def each_partner_reads_joint_and_own_alone(self) -> None:
        note = self.now()
        for who, other in (("a", "b"), ("b", "a")):
            page = self.people[who].get(self.portal())
            assert page.status_code == (200 if note.is_offered else 404)
            text = page.content.decode()
            shown = [place for place in PLACES if self.words[place] in text]
            assert shown == (sorted(["joint", who], key=PLACES.index) if note.is_offered else [])
            assert not [
                words for words, whose in self.told.items() if whose == other and words in text
            ]

    @invariant()
    def no_word_is_lost(self) -> None:
        stored = {
            (part.member.position.lower() if part.member else "joint"): part.data["quotes"]
            for part in self.note.parts.filter(section="own_words").select_related("member")
        }
        assert stored == self.words


@pytest.mark.slow
@pytest.mark.django_db
def test_no_path_changes_a_signed_text_or_mixes_compartments() -> None:
    make.load_library()
    run_state_machine_as_test(
        NoteLife,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
