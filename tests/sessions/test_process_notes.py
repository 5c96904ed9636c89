"""The private reflection: its author's page, keys of its own, and no other road to it."""

import pytest
from django.conf import settings
from django.urls import reverse

from clients.services.team import hand_over
from practice import crypto
from practice.models import AuditEvent
from sessions.models import ProcessNote, Session
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)
from tests.sessions.hours import SAVE, autosave, hour, signed
from tests.sessions.test_notes import join

pytestmark = pytest.mark.django_db
WORDS = "I took her side. 茶"


def url(therapy_session: Session) -> str:
    return reverse("sessions:process_note", args=[therapy_session.pk])


def write(browser: object, therapy_session: Session, words: str, version: int = 0) -> object:
    sent = autosave("words", version, words=words)
    return browser.post(url(therapy_session), sent, headers=SAVE)  # type: ignore[attr-defined] # a test browser


def test_it_is_written_read_again_and_clashes_with_both_texts() -> None:
    ana = make.make_therapist()
    therapy_session = hour(ana, make.make_couple_case(ana))
    make.load_library()
    browser = sign_in(ana)
    page = browser.get(url(therapy_session)).content.decode()
    assert "What did I take for granted?" in page
    assert not ProcessNote.objects.exists()
    assert write(browser, therapy_session, WORDS).json()["version"] == 1
    assert WORDS in browser.get(url(therapy_session)).content.decode()
    clash = write(browser, therapy_session, "From another tab.")
    assert clash.status_code == 409
    assert (clash.json()["theirs"], clash.json()["yours"]) == (WORDS, "From another tab.")
    whole = browser.post(url(therapy_session), {"version": "0", "words": "Without scripts."})
    page = whole.content.decode()
    assert whole.status_code == 200
    assert WORDS in page
    assert "Without scripts." in page
    sent = {"version": "1", "words": "Without scripts."}
    assert browser.post(url(therapy_session), sent).status_code == 302
    assert ProcessNote.objects.get().words == "Without scripts."


def test_what_is_too_long_comes_back() -> None:
    ana = make.make_therapist()
    therapy_session = hour(ana, make.make_couple_case(ana))
    found = sign_in(ana).post(url(therapy_session), {"version": "0", "words": "x" * 40_001})
    assert found.status_code == 200
    assert "x" * 40_001 in found.content.decode()
    assert not ProcessNote.objects.exists()


def test_it_is_sealed_with_keys_of_its_own() -> None:
    ana = make.make_therapist()
    therapy_session = hour(ana, make.make_couple_case(ana))
    write(sign_in(ana), therapy_session, WORDS)
    row = ProcessNote.objects.get()
    stored = bytes(row.__dict__["words"])
    place = f"therapy_sessions_processnote.words.{row.pk}"
    assert settings.PROCESS_KEYSET_FILE != settings.KEYSET_FILE
    assert WORDS.encode() not in stored
    with pytest.raises(crypto.CannotOpen):
        crypto.open_bytes(stored, place)
    assert row.words == WORDS


def test_it_exists_for_nobody_else() -> None:
    ana = make.make_therapist("Ana")
    case = make.make_couple_case(ana)
    therapy_session = hour(ana, case)
    write(sign_in(ana), therapy_session, WORDS)
    sam, cora = make_supervisor(case), join(case)
    assert_closed_to_strangers(url(therapy_session), WORDS)
    for user in (sam, make.login_of(case)):
        assert sign_in(user).get(url(therapy_session)).status_code == 404
        assert sign_in(user).post(url(therapy_session)).status_code == 404
    # A colleague gets the page of their own, empty, and it takes nothing from the other's.
    hers = sign_in(cora)
    assert WORDS not in hers.get(url(therapy_session)).content.decode()
    assert write(hers, therapy_session, "Mine.").json()["version"] == 1
    assert WORDS in sign_in(ana).get(url(therapy_session)).content.decode()
    assert not AuditEvent.objects.filter(subject_type__icontains="process").exists()


def test_it_does_not_go_along_when_the_case_does() -> None:
    ana, ben = make.make_therapist("Ana"), make.make_therapist("Ben")
    case = make.make_couple_case(ana)
    therapy_session = hour(ana, case)
    write(sign_in(ana), therapy_session, WORDS)
    hand_over(ana, case, worker=case.workers.get(), to=ben)
    assert sign_in(ana).get(url(therapy_session)).status_code == 404
    assert WORDS not in sign_in(ben).get(url(therapy_session)).content.decode()
    assert ProcessNote.objects.get().words == WORDS


def test_no_other_page_or_pdf_holds_it() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    therapy_session = hour(ana, case)
    signed(ana, therapy_session)
    browser = sign_in(ana)
    write(browser, therapy_session, WORDS)
    case_page = [case.pk]
    pages = [
        reverse("sessions:session_plan", args=[therapy_session.pk]),
        reverse("sessions:session_note", args=[therapy_session.pk]),
        reverse("sessions:case_sessions", args=case_page),
        reverse("clients:case_detail", args=case_page),
        reverse("sessions:case_summaries", args=case_page) + "?reader=A",
        reverse("sessions:case_summaries", args=case_page) + "?reader=therapist",
        reverse("clients:case_list") + "?q=side",
    ]
    for page in pages:
        found = browser.get(page)
        assert found.status_code == 200
        assert WORDS not in found.content.decode(), page


def test_the_page_costs_few_queries() -> None:
    ana = make.make_therapist()
    therapy_session = hour(ana, make.make_couple_case(ana))
    assert queries_of(sign_in(ana), url(therapy_session)) <= 12
