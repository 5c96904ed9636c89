"""What happens to a note beside its writing: opened, shared, added to, signed a second time."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from clients.models import Case
from practice.models import AuditEvent, User
from sessions.models import Addendum, CoSignature, Note, NotePart, NoteReview, Session
from sessions.services import note_life, notes, signing
from tests import factories as make
from tests.clients.staff_pages import assert_closed_to_strangers, make_supervisor, sign_in
from tests.sessions.hours import READY, SAVE, autosave, draft, form, hour, signed
from tests.sessions.test_notes import join

pytestmark = pytest.mark.django_db


def url(therapy_session: Session, name: str = "session_note") -> str:
    return reverse(f"sessions:{name}", args=[therapy_session.pk])


def held() -> tuple[User, Case, Session]:
    ana = make.make_therapist("Ana Ruiz", credentials="MSc")
    case = make.make_couple_case(ana)
    return ana, case, hour(ana, case)


# --- the guard that the database keeps


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE therapy_sessions_note SET signed_as = 'Somebody else'",
        "UPDATE therapy_sessions_note SET signed_at = NULL",
        "UPDATE therapy_sessions_note SET content_hash = ''",
        "UPDATE therapy_sessions_notepart SET section = 'other'",
        "UPDATE therapy_sessions_notepart SET note_id = id",
        "DELETE FROM therapy_sessions_notepart",
        "DELETE FROM therapy_sessions_note",
        "UPDATE therapy_sessions_addendum SET signed_as = ''",
        "DELETE FROM therapy_sessions_addendum",
        "UPDATE therapy_sessions_cosignature SET signed_as = ''",
        "DELETE FROM therapy_sessions_cosignature",
        "UPDATE therapy_sessions_notereview SET kind = 'confirm'",
        "DELETE FROM therapy_sessions_notereview",
    ],
)
def test_the_database_keeps_what_was_signed(statement: str) -> None:
    ana, case, therapy_session = held()
    note = signed(ana, therapy_session)
    note_life.add_to_note(ana, note, kind="added", reason="Left out", words="More.")
    note_life.cosign(make_supervisor(case), note)
    correction(case, note)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        connection.cursor().execute(statement)
    assert signing.is_intact(Note.objects.get())


def test_no_part_comes_to_a_signed_note() -> None:
    ana, _case, therapy_session = held()
    note = signed(ana, therapy_session)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        NotePart.objects.create(note=note, section="witnessing", data={"text": "Slipped in."})


def test_a_lifted_guard_leaves_a_line_and_falls_again() -> None:
    ana, _case, therapy_session = held()
    note = signed(ana, therapy_session)
    part = note.parts.first()
    with note_life.guard_lifted(ana, "new keys"):
        part.save()  # the same words, sealed anew
    assert signing.is_intact(Note.objects.get())
    assert AuditEvent.objects.get(action="note.guard_lifted").detail == {"reason": "new keys"}
    with pytest.raises(DatabaseError), transaction.atomic():
        part.save()


def correction(case: Case, note: Note, who: str = "A", words: str = "It was the kettle.") -> str:
    """Asked for through the portal; the key of the row."""
    Note.objects.filter(pk=note.pk).update(offered_at=note.signed_at)
    page = reverse("sessions:portal_review", args=[case.pk, note.pk])
    sent = {"kind": "correction", "words": words}
    assert sign_in(make.login_of(case, who)).post(page, sent).status_code == 302
    return str(NoteReview.objects.latest("said_at").pk)


# --- a forged request


def test_a_forged_request_on_a_signed_note_says_why_and_gives_the_words_back() -> None:
    ana, _case, therapy_session = held()
    signed(ana, therapy_session)
    sent = READY | {"own_words-joint-quotes": "Slipped in later.", "version": "99"}
    found = sign_in(ana).post(url(therapy_session), sent)
    page = found.content.decode()
    assert found.status_code == 403
    assert "This note is signed" in page
    assert "Slipped in later." in page
    assert "Slipped in later." not in sign_in(ana).get(url(therapy_session)).content.decode()


# --- two therapists in one draft


def test_two_therapists_in_one_draft_lose_no_word() -> None:
    ana, case, therapy_session = held()
    draft(ana, therapy_session, {})
    cora = join(case)
    hers = sign_in(cora)
    assert hers.get(url(therapy_session)).status_code == 404
    opened = sign_in(ana).post(url(therapy_session, "note_together"), {"is_shared": "1"})
    assert opened.status_code == 302
    page = hers.get(url(therapy_session)).content.decode()
    assert "Ana Ruiz began this note and signs it" in page
    one = autosave("own_words-a", 0, **{"own_words-a-quotes": "From Ana."})
    two = autosave("own_words-b", 0, **{"own_words-b-quotes": "From Cora."})
    clash = autosave("own_words-a", 0, **{"own_words-a-quotes": "Cora over it."})
    assert sign_in(ana).post(url(therapy_session), one, headers=SAVE).status_code == 200
    assert hers.post(url(therapy_session), two, headers=SAVE).status_code == 200
    both = hers.post(url(therapy_session), clash, headers=SAVE)
    assert both.status_code == 409
    assert (both.json()["theirs"], both.json()["yours"]) == ("From Ana.", "Cora over it.")
    refused = hers.post(url(therapy_session), {"sign": "1"})
    assert refused.status_code in (200, 403)
    assert not Note.objects.get().is_signed
    assert hers.post(url(therapy_session, "note_together")).status_code == 403
    sign_in(ana).post(url(therapy_session, "note_together"))
    late = autosave("own_words-b", 9, **{"own_words-b-quotes": "Too late."})
    assert hers.post(url(therapy_session), late, headers=SAVE).status_code == 404


def test_who_did_not_begin_a_draft_cannot_sign_it() -> None:
    ana, case, therapy_session = held()
    note = draft(ana, therapy_session, READY)
    note_life.write_together(ana, note, is_shared=True)
    found = sign_in(join(case)).post(url(therapy_session), READY | {"version": "99", "sign": "1"})
    assert found.status_code == 403
    assert "Whoever began this note signs it" in found.content.decode()
    assert not Note.objects.get().is_signed


# --- opened to the people in it


def test_an_opened_draft_rests_and_may_be_signed_as_it_is() -> None:
    ana, _case, therapy_session = held()
    note = draft(ana, therapy_session, READY)
    browser = sign_in(ana)
    assert browser.post(url(therapy_session, "note_offer"), {"is_offered": "1"}).status_code == 302
    page = browser.get(url(therapy_session)).content.decode()
    assert "looking at" in page
    sent = autosave("own_words-a", 99, **{"own_words-a-quotes": "Behind their backs."})
    assert browser.post(url(therapy_session), sent, headers=SAVE).status_code == 403
    whole = browser.post(url(therapy_session), {"own_words-a-quotes": "Again.", "version": "99"})
    assert whole.status_code == 403
    assert "Again." in whole.content.decode()
    assert browser.post(url(therapy_session), {"sign": "1"}).status_code == 302
    note.refresh_from_db()
    assert note.is_signed
    assert signing.is_intact(note)


def test_taken_back_it_is_written_on() -> None:
    ana, _case, therapy_session = held()
    draft(ana, therapy_session, READY)
    browser = sign_in(ana)
    browser.post(url(therapy_session, "note_offer"), {"is_offered": "1"})
    browser.post(url(therapy_session, "note_offer"))
    sent = autosave("own_words-a", 99, **{"own_words-a-quotes": "More."})
    assert browser.post(url(therapy_session), sent, headers=SAVE).status_code == 200


def test_an_opened_note_that_is_not_whole_says_what_is_open() -> None:
    ana, _case, therapy_session = held()
    note = draft(ana, therapy_session, {"own_words-joint-quotes": "Only this."})
    note_life.offer(ana, note, is_offered=True)
    page = sign_in(ana).post(url(therapy_session), {"sign": "1"}).content.decode()
    assert "Before you sign" in page
    assert "Take the note back to fill these in." in page
    assert not Note.objects.get().is_signed


# --- additions, errors, a second signature


def test_an_addition_says_why_and_leaves_the_text_alone() -> None:
    ana, case, therapy_session = held()
    note = signed(ana, hour(ana, case, days=-3))
    browser, therapy_session = sign_in(ana), note.therapy_session
    add = url(therapy_session, "note_add")
    bare = browser.post(add, {"kind": "added", "words": "Without a reason."})
    assert bare.status_code == 200
    assert "Say why in a few words." in bare.content.decode()
    assert "Without a reason." in bare.content.decode()
    empty = browser.post(add, {"kind": "added", "reason": "No words"}).content.decode()
    assert "Write what is to be added." in empty
    assert not Addendum.objects.exists()
    sent = {"kind": "added", "reason": "Left out", "words": "They held hands.", "key": KEY}
    for _press in range(2):
        assert browser.post(add, sent).status_code == 302
    row = Addendum.objects.get()
    assert (row.signed_as, row.is_late) == ("Ana Ruiz, MSc", True)
    page = browser.get(url(therapy_session)).content.decode()
    for words in ("They held hands.", "Left out", "Late entry", "Unchanged since it was signed"):
        assert words in page
    assert signing.is_intact(Note.objects.get())


KEY = "5f0c0f5e-8f43-4a51-9f0c-1c2b7a3d4e5f"


def test_entered_in_error_is_struck_through_kept_and_quoted_nowhere() -> None:
    ana, case, therapy_session = held()
    note = signed(ana, therapy_session)
    coming = hour(ana, case, days=1)
    plan = reverse("sessions:session_plan", args=[coming.pk])
    browser = sign_in(ana)
    assert "The tea stood there." in browser.get(plan).content.decode()
    sent = {"kind": "error", "reason": "The other couple's hour"}
    browser.post(url(therapy_session, "note_add"), sent)
    page = browser.get(url(therapy_session)).content.decode()
    assert "<s>“The tea stood there.”</s>" in page
    assert "The other couple&#x27;s hour" in page
    assert "The tea stood there." not in browser.get(plan).content.decode()
    summary = reverse("sessions:case_summaries", args=[case.pk])
    for reader in ("A", "therapist"):
        told = browser.get(summary, {"reader": reader}).content.decode()
        assert "The tea stood there." not in told
    assert signing.is_intact(note)


def test_a_draft_takes_no_addition() -> None:
    ana, _case, therapy_session = held()
    draft(ana, therapy_session, READY)
    sent = {"kind": "added", "reason": "Why", "words": "What"}
    assert sign_in(ana).post(url(therapy_session, "note_add"), sent).status_code == 403


def test_a_supervisor_signs_once_and_changes_nothing() -> None:
    ana, case, therapy_session = held()
    sam, cosign = make_supervisor(case), url(therapy_session, "note_cosign")
    draft(ana, therapy_session, READY)
    assert sign_in(sam).post(cosign).status_code == 404
    signing.sign(ana, Note.objects.get())
    assert sign_in(ana).post(cosign).status_code == 403
    for _press in range(2):
        assert sign_in(sam).post(cosign).status_code == 302
    row = CoSignature.objects.get()
    assert (row.supervisor, row.content_hash) == (sam, Note.objects.get().content_hash)
    assert (
        "Also signed by Sam, supervisor" in sign_in(ana).get(url(therapy_session)).content.decode()
    )
    sent = {"kind": "added", "reason": "Why", "words": "What"}
    assert sign_in(sam).post(url(therapy_session, "note_add"), sent).status_code == 403


def test_a_correction_is_answered_once_and_read_by_its_author_alone() -> None:
    ana, case, therapy_session = held()
    note = signed(ana, therapy_session)
    pk = correction(case, note)
    browser = sign_in(ana)
    answer = reverse("sessions:note_correction", args=[therapy_session.pk, pk])
    prefix = pk.replace("-", "")[:8]
    empty = browser.post(answer, {f"{prefix}-outcome": "attached"}).content.decode()
    assert "Write them a line." in empty
    sent = {f"{prefix}-outcome": "attached", f"{prefix}-words": "Yours stand there now."}
    assert browser.post(answer, sent).status_code == 302
    again = browser.post(answer, sent)
    assert again.status_code == 403
    assert "answered already" in again.content.decode()
    page = reverse("sessions:portal_review", args=[case.pk, note.pk])
    assert "Yours stand there now." in sign_in(make.login_of(case, "A")).get(page).content.decode()
    other = sign_in(make.login_of(case, "B")).get(page).content.decode()
    assert not [words for words in ("Yours stand", "kettle") if words in other]
    assert signing.is_intact(Note.objects.get())


@pytest.mark.parametrize("name", ["note_offer", "note_together", "note_add", "note_cosign"])
def test_strangers_press_no_button(name: str) -> None:
    ana, _case, therapy_session = held()
    signed(ana, therapy_session)
    assert_closed_to_strangers(url(therapy_session, name), "The tea", method="post")


def test_what_is_done_with_a_note_leaves_a_line() -> None:
    ana, case, therapy_session = held()
    note = draft(ana, therapy_session, READY)
    note_life.write_together(ana, note, is_shared=True)
    note_life.offer(ana, note, is_offered=True)
    note_life.offer(ana, note, is_offered=True)
    signing.sign(ana, note)
    note_life.cosign(make_supervisor(case), note)
    note_life.add_to_note(ana, note, kind="error", reason="Twice")
    found = AuditEvent.objects.filter(action__startswith="note.").order_by("pk")
    assert [event.action for event in found] == [
        "note.started",
        "note.shared",
        "note.offered",
        "note.signed",
        "note.cosigned",
        "note.marked_as_error",
    ]
    assert not notes.sends_nothing(note, form(READY))
