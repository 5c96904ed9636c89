"""The note: a draft of its author alone, saved part by part, signed, and locked from then on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from clients.models import Case, Score
from clients.services.grants import sync_grants
from clients.services.team import hand_over
from practice.models import AuditEvent, NoteTemplate, User
from practice.services.saving import Closed
from sessions.models import Note, NotePart, Session
from sessions.services import note_life, notes, sessions, signing
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)
from tests.sessions.hours import READY, SAVE, autosave, draft, form, hour, signed

pytestmark = pytest.mark.django_db


def url(therapy_session: Session, name: str = "session_note") -> str:
    return reverse(f"sessions:{name}", args=[therapy_session.pk])


def held() -> tuple[User, Case, Session]:
    ana = make.make_therapist("Ana Ruiz", credentials="MSc")
    case = make.make_couple_case(ana)
    make.make_journey(case)
    return ana, case, hour(ana, case)


def join(case: Case, name: str = "Cora") -> User:
    """A colleague who works with the case as well."""
    colleague = make.make_therapist(name)
    case.workers.create(user=colleague, role="co_therapist", since=timezone.now())
    sync_grants(case)
    return colleague


def whole(note: Note, **changes: str) -> dict[str, str]:
    return READY | {"version": str(note.version)} | changes


def test_the_note_begins_by_a_button_and_only_once() -> None:
    ana, _case, therapy_session = held()
    browser = sign_in(ana)
    assert browser.get(url(therapy_session)).status_code == 404
    assert browser.get(url(therapy_session, "note_start")).status_code == 405
    for _press in range(2):
        assert browser.post(url(therapy_session, "note_start")).status_code == 302
    assert Note.objects.count() == 1
    assert browser.get(url(therapy_session)).status_code == 200


def test_without_a_template_the_page_says_what_is_missing() -> None:
    ana = make.make_therapist()
    therapy_session = hour(ana, make.make_couple_case(ana))
    NoteTemplate.objects.all().delete()
    response = sign_in(ana).post(url(therapy_session, "note_start"), follow=True)
    assert "Load the library first" in response.content.decode()


def test_a_draft_does_not_exist_for_anybody_else() -> None:
    ana, case, therapy_session = held()
    draft(ana, therapy_session, {"own_words-a-quotes": "CANARY"})
    other = make.make_therapist("Ben")
    hand_over(ana, case, worker=case.workers.get(), to=other)
    assert_closed_to_strangers(url(therapy_session), "CANARY")
    assert_closed_to_strangers(url(therapy_session), "CANARY", method="post")
    for user in (ana, make.login_of(case)):
        assert sign_in(user).get(url(therapy_session)).status_code == 404
        assert sign_in(user).post(url(therapy_session)).status_code == 404


def test_a_colleague_does_not_learn_of_a_draft() -> None:
    ana, case, therapy_session = held()
    draft(ana, therapy_session, {"own_words-a-quotes": "CANARY"})
    colleague = join(case)
    assert sign_in(colleague).get(url(therapy_session)).status_code == 404
    assert sign_in(colleague).post(url(therapy_session, "note_start")).status_code == 404
    listed = sign_in(colleague).get(reverse("sessions:case_sessions", args=[case.pk]))
    assert "draft" not in listed.content.decode().lower()
    assert "No signed note yet" in listed.content.decode()


def test_a_draft_that_was_left_is_read_by_the_successor_and_added_to() -> None:
    ana, case, therapy_session = held()
    draft(ana, therapy_session, {"own_words-a-quotes": "Left words."})
    ben = make.make_therapist("Ben")
    hand_over(ana, case, worker=case.workers.get(), to=ben)
    browser = sign_in(ben)
    page = browser.get(url(therapy_session)).content.decode()
    assert "Left words." in page
    assert "works with this case no more" in page
    assert browser.post(url(therapy_session), whole(Note.objects.get())).status_code == 403
    sent = {"kind": "added", "reason": "Handed over", "words": "What came after."}
    assert browser.post(url(therapy_session, "note_add"), sent).status_code == 302
    assert "What came after." in browser.get(url(therapy_session)).content.decode()


def test_a_supervisor_reads_what_is_signed_and_leaves_a_trace() -> None:
    ana, case, therapy_session = held()
    draft(ana, therapy_session, READY)
    sam = make_supervisor(case)
    assert sign_in(sam).get(url(therapy_session)).status_code == 404
    signing.sign(ana, Note.objects.get())
    page = sign_in(sam).get(url(therapy_session))
    assert "The tea stood there." in page.content.decode()
    assert "Unchanged since it was signed" in page.content.decode()
    assert AuditEvent.objects.get(action="note.read").actor_id == sam.pk
    sign_in(ana).get(url(therapy_session))
    assert AuditEvent.objects.filter(action="note.read").count() == 1


def test_parts_stand_in_the_compartments_of_those_who_came() -> None:
    ana, case, therapy_session = held()
    names = {place.name for place in notes.load_paper(draft(ana, therapy_session, {})).places}
    assert {"own_words-joint", "own_words-a", "own_words-b", "safety-a", "safety-b"} <= names
    assert not {"safety-joint", "problem_name-a", "reflection-joint", "reflection-a"} & names
    alone = hour(ana, case, days=-2, members=[make.member(case, "B")])
    found = notes.load_paper(draft(ana, alone, {})).places
    assert {place.member for place in found} == {make.member(case, "B")}


def test_words_for_somebody_who_was_away_after_all_stay() -> None:
    ana, case, therapy_session = held()
    note = draft(ana, therapy_session, {"own_words-b-quotes": "Mine."})
    only_a = [make.member(case, "A")]
    sessions.set_attendance(ana, therapy_session, members=only_a, format="room")
    paper = notes.load_paper(note)
    assert "own_words-b" in {place.name for place in paper.places}
    assert "Mine." in sign_in(ana).get(url(therapy_session)).content.decode()


def test_autosave_of_one_place_with_clash_and_repeat() -> None:
    ana, _case, therapy_session = held()
    draft(ana, therapy_session, {})
    browser, page = sign_in(ana), url(therapy_session)
    sent = autosave("own_words-a", 0, **{"own_words-a-quotes": "One. 茶"})
    first, again = (browser.post(page, sent, headers=SAVE) for _send in range(2))
    assert first.json() == again.json()
    assert first.json()["version"] == 1
    other = autosave("own_words-b", 0, **{"own_words-b-quotes": "Two."})
    assert browser.post(page, other, headers=SAVE).json()["version"] == 2
    late = autosave("own_words-a", 0, **{"own_words-a-quotes": "Three."})
    clash = browser.post(page, late, headers=SAVE)
    assert clash.status_code == 409
    assert clash.json() == {"version": 2, "theirs": "One. 茶", "yours": "Three."}
    assert [part.data for part in NotePart.objects.filter(section="own_words")] == [
        {"quotes": "One. 茶"},
        {"quotes": "Two."},
    ]


@pytest.mark.parametrize(
    ("section", "words", "status"),
    [
        ("reflection-a", "x", 422),
        ("safety-joint", "x", 422),
        ("own_words-a", "x" * 21_000, 422),
        ("own_words-a", "x" * 60_000, 413),
    ],
)
def test_what_cannot_be_saved_is_told(section: str, words: str, status: int) -> None:
    ana, _case, therapy_session = held()
    draft(ana, therapy_session, {})
    sent = autosave(section, 0, **{f"{section}-quotes": words})
    response = sign_in(ana).post(url(therapy_session), sent, headers=SAVE)
    assert response.status_code == status
    assert not NotePart.objects.exists()


def test_signing_names_every_open_place_and_keeps_the_words() -> None:
    ana, _case, therapy_session = held()
    note = draft(ana, therapy_session, {})
    rows = {"own_words-joint-quotes": "Kept.", "safety-a-said": "Fine.", "scale-a-score": "about 4"}
    response = sign_in(ana).post(url(therapy_session), rows | {"version": "0", "sign": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    for place in ("what_is_better-joint", "scale-b", "pain_and_hope-joint", "safety-b"):
        assert f'href="#{place}"' in page
    for place in ("own_words-joint", "safety-a", "header-joint"):
        assert f'href="#{place}"' not in page
    assert "Write one number such as 4, or a range such as 2-3." in page
    note.refresh_from_db()
    assert not note.is_signed
    assert not Score.objects.exists()
    assert notes.load_paper(note).parts["own_words", None].data == {"quotes": "Kept."}


def test_signing_locks_the_note_and_freezes_who_signed() -> None:
    ana, _case, therapy_session = held()
    note = draft(ana, therapy_session, {})
    browser = sign_in(ana)
    assert browser.post(url(therapy_session), whole(note, sign="1")).status_code == 302
    note.refresh_from_db()
    assert note.signed_as == "Ana Ruiz, MSc"
    assert signing.is_intact(note)
    assert not note.is_late
    ana.name = "Ana Other"
    ana.save()
    assert "Ana Ruiz, MSc" in browser.get(url(therapy_session)).content.decode()
    sent = autosave("own_words-a", 9, **{"own_words-a-quotes": "Later."})
    assert browser.post(url(therapy_session), sent, headers=SAVE).status_code == 403
    assert browser.post(url(therapy_session), whole(note, sign="1")).status_code == 403
    with pytest.raises(Closed):
        notes.save_all(ana, note, posted=form({"own_words-a-quotes": "Later."}), base=9)
    with pytest.raises(Closed):
        signing.sign(ana, note)
    note.refresh_from_db()
    assert signing.is_intact(note)
    assert AuditEvent.objects.filter(action="note.signed").count() == 1


def test_the_hash_notices_any_change_and_no_later_fact() -> None:
    ana, _case, therapy_session = held()
    note = signed(ana, therapy_session)
    header = note.parts.get(section="header").data
    assert header["attended"] == "Lei, Ting"
    assert header["phase"].startswith("Partnership building")
    Session.objects.filter(pk=therapy_session.pk).update(minutes=90)
    assert signing.is_intact(Note.objects.get())
    part = note.parts.get(section="own_words")
    part.data = part.data | {"quotes": "Something else."}
    with note_life.guard_lifted(None, "a test of the seal"):
        part.save()
    assert not signing.is_intact(Note.objects.get())
    page = sign_in(ana).get(url(therapy_session)).content.decode()
    assert "Does not match its signature" in page


def test_numbers_join_the_progress_line_with_the_signature_alone() -> None:
    ana, case, therapy_session = held()
    note = draft(
        ana, therapy_session, READY | {"scale-joint-score": "2", "scale-joint-agreed": "both"}
    )
    assert not Score.objects.exists()
    signing.sign(ana, note)
    found = {
        score.member.position if score.member else "": (score.low, score.high, score.words)
        for score in Score.objects.filter(case=case, source="session", source_id=therapy_session.pk)
    }
    assert found == {
        "A": (Decimal(1), Decimal(2), "We eat at one table."),
        "B": (Decimal(3), Decimal(3), ""),
        "": (Decimal(2), Decimal(2), ""),
    }
    assert {score.taken_at for score in Score.objects.all()} == {therapy_session.starts_at}


@pytest.mark.parametrize(
    ("written", "found"),
    [("4", (4, 4)), (" 2-3 ", (2, 3)), ("2 – 3,5", (2, 3.5)), ("6 to 7", (6, 7)), ("10", (10, 10))],
)
def test_a_range_is_read_as_people_write_it(written: str, found: tuple[float, float]) -> None:
    assert signing.parse_range(written) == found


@pytest.mark.parametrize("written", ["", "four", "2-3-4", "1e9", "-2", "٣", "4 or 5", "100"])
def test_what_is_no_range_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        signing.parse_range(written)


def test_a_one_sided_note_is_asked_about_once_and_then_signed() -> None:
    ana, _case, therapy_session = held()
    note = draft(ana, therapy_session, {})
    browser, rows = sign_in(ana), {"pain_and_hope-joint-pain": "", "sign": "1"}
    page = browser.post(url(therapy_session), whole(note, **rows)).content.decode()
    assert "what hurts is not" in page
    assert "accepts_one_sided" in page
    note.refresh_from_db()
    rows["accepts_one_sided"] = "1"
    assert browser.post(url(therapy_session), whole(note, **rows)).status_code == 302
    note.refresh_from_db()
    assert note.is_signed


def test_a_note_begun_a_day_after_the_hour_is_a_late_entry() -> None:
    ana, case, _hour = held()
    late = signed(ana, hour(ana, case, days=-3))
    assert late.is_late
    page = sign_in(ana).get(url(late.therapy_session)).content.decode()
    assert "Late entry" in page


def test_an_hour_that_is_still_to_come_cannot_be_signed() -> None:
    ana, case, _hour = held()
    note = draft(ana, hour(ana, case, days=2), READY)
    with pytest.raises(signing.NotReady) as refused:
        signing.sign(ana, note)
    assert [gap.place for gap in refused.value.readiness.gaps] == ["header"]


def test_one_person_alone_has_one_compartment() -> None:
    ana = make.make_therapist()
    case = make.make_individual_case(ana)
    rows = {name.replace("-joint-", "-a-"): words for name, words in READY.items()}
    rows = {name: words for name, words in rows.items() if "-b-" not in name}
    note = signed(ana, hour(ana, case), rows)
    assert set(note.parts.values_list("member__position", flat=True)) == {"A"}
    page = sign_in(ana).get(url(note.therapy_session)).content.decode()
    assert "A only" not in page


def test_odd_signs_are_stored_as_typed_and_shown_escaped() -> None:
    ana, _case, therapy_session = held()
    odd = "<script>alert(1)</script>\x00 “茶” 💛"
    draft(ana, therapy_session, {"own_words-a-quotes": odd})
    assert NotePart.objects.get().data == {"quotes": "<script>alert(1)</script> “茶” 💛"}
    page = sign_in(ana).get(url(therapy_session)).content.decode()
    assert "<script>alert" not in page


def test_the_pages_cost_the_same_however_long_the_note_is() -> None:
    ana, _case, therapy_session = held()
    note = draft(ana, therapy_session, {})
    browser = sign_in(ana)
    browser.get(url(therapy_session))
    empty = queries_of(browser, url(therapy_session))
    notes.save_all(ana, note, posted=form(READY), base=0)
    assert queries_of(browser, url(therapy_session)) == empty <= 12
    signing.sign(ana, note)
    assert queries_of(browser, url(therapy_session)) <= 12


def test_a_note_signed_before_elsewhere_keeps_its_time() -> None:
    ana, case, _hour = held()
    at = timezone.now() - timedelta(days=29)
    note = signing.sign(ana, draft(ana, hour(ana, case, days=-30), READY), at=at)
    assert (note.signed_at, signing.is_intact(note)) == (at, True)
