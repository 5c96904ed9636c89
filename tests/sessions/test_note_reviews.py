"""A note opened to the people in it: each reads joint and own parts, and answers alone."""

from typing import Any

import pytest
from django.urls import reverse

from clients.models import Case
from practice.models import User
from sessions.models import Note, NoteReview
from sessions.services import note_life, signing
from tests import factories as make
from tests.access.visitor import text_of
from tests.clients.staff_pages import queries_of, sign_in
from tests.sessions.hours import READY, draft, hour

pytestmark = pytest.mark.django_db
WRITTEN = READY | {
    "own_words-a-quotes": "Words of Lei alone.",
    "own_words-b-quotes": "Words of Ting alone.",
    "safety-a-said": "What was said about safety.",
    "client_review-a-text": "Read aloud to Lei.",
}


def opened() -> tuple[User, Case, Note]:
    ana = make.make_therapist("Ana Ruiz")
    case = make.make_couple_case(ana)
    make.make_journey(case)
    note = draft(ana, hour(ana, case), WRITTEN)
    note_life.offer(ana, note, is_offered=True)
    note.refresh_from_db()
    return ana, case, note


def page(case: Case, note: Note | None = None) -> str:
    if note is None:
        return reverse("sessions:portal_notes", args=[case.pk])
    return reverse("sessions:portal_review", args=[case.pk, note.pk])


def said(case: Case, note: Note, who: str, **sent: str) -> Any:
    sent.setdefault("version", str(note.version))
    return sign_in(make.login_of(case, who)).post(page(case, note), sent)


def test_each_reads_joint_and_own_words_alone() -> None:
    _ana, case, note = opened()
    for who, own, other in (("A", "Lei", "Ting"), ("B", "Ting", "Lei")):
        browser = sign_in(make.login_of(case, who))
        assert str(note.pk) in browser.get(page(case)).content.decode()
        told = browser.get(page(case, note)).content.decode()
        for words in ("The tea stood there.", "Two months of silence.", f"Words of {own} alone."):
            assert words in told
        for words in (f"Words of {other} alone.", "about safety", "Read aloud", "asked by phone"):
            assert words not in told


def test_a_draft_that_is_not_opened_does_not_exist_in_the_portal() -> None:
    ana, case, note = opened()
    note_life.offer(ana, note, is_offered=False)
    browser = sign_in(make.login_of(case))
    assert str(note.pk) not in browser.get(page(case)).content.decode()
    assert browser.get(page(case, note)).status_code == 404
    late = browser.post(page(case, note), {"kind": "comment", "words": "Typed meanwhile."})
    assert late.status_code == 404
    assert "Typed meanwhile." in late.content.decode()


def test_who_was_away_does_not_learn_of_the_hour() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    alone = hour(ana, case, members=[make.member(case, "A")])
    note = draft(ana, alone, {"own_words-a-quotes": "Alone."})
    note_life.offer(ana, note, is_offered=True)
    other = sign_in(make.login_of(case, "B"))
    assert other.get(page(case, note)).status_code == 404
    assert str(note.pk) not in other.get(page(case)).content.decode()
    assert "Alone." in sign_in(make.login_of(case, "A")).get(page(case, note)).content.decode()


def test_each_confirms_comments_or_says_it_otherwise_and_the_therapist_reads_it() -> None:
    ana, case, note = opened()
    assert said(case, note, "A", kind="confirm").status_code == 302
    reword = {"kind": "reword", "section": "own_words", "words": "It was <b>cold</b> tea. 茶"}
    for _press in range(2):
        assert said(case, note, "A", **reword).status_code == 302
    assert said(case, note, "B", kind="comment", words="I was tired.").status_code == 302
    rows = NoteReview.objects.values_list("member__position", "kind", "section", "version")
    assert list(rows) == [
        ("A", "confirm", "", note.version),
        ("A", "reword", "own_words", note.version),
        ("B", "comment", "", note.version),
    ]
    told = sign_in(ana).get(reverse("sessions:session_note", args=[note.therapy_session_id]))
    text = told.content.decode()
    for words in ("cold&lt;/b&gt; tea. 茶", "I was tired.", "1 · Own words", "A only", "B only"):
        assert words in text
    note_life.offer(ana, note, is_offered=False)
    again = sign_in(ana).get(reverse("sessions:session_note", args=[note.therapy_session_id]))
    assert "I was tired." in again.content.decode()


def test_words_that_do_not_fit_come_back() -> None:
    _ana, case, note = opened()
    nothing = said(case, note, "A", words="Forgot to choose.")
    assert "Please choose one." in nothing.content.decode()
    assert "Forgot to choose." in nothing.content.decode()
    empty = said(case, note, "A", kind="reword", words="  ")
    assert "Please write something here." in empty.content.decode()
    forged = said(case, note, "A", kind="comment", section="safety", words="About safety.")
    assert forged.status_code == 200
    assert "About safety." in forged.content.decode()
    odd = said(case, note, "A", kind="correction", words="Not yet signed.")
    assert odd.status_code == 200
    assert not NoteReview.objects.exists()


def test_signed_meanwhile_the_words_come_back_with_the_way_on() -> None:
    ana, case, note = opened()
    signing.sign(ana, note)
    late = said(case, note, "A", kind="comment", words="I was about to send this.")
    text = late.content.decode()
    assert late.status_code == 200
    assert "I was about to send this." in text
    assert "Please correct this" in text
    assert said(case, note, "A", kind="correction", words="It was noon.").status_code == 302
    assert signing.is_intact(Note.objects.get())


def test_the_pages_are_the_same_whatever_the_other_did() -> None:
    _ana, case, note = opened()
    browser = sign_in(make.login_of(case, "B"))
    pages = [page(case), page(case, note), reverse("clients:portal_today", args=[case.pk])]

    def looks() -> list[str]:
        return [text_of(browser.get(one)) for one in pages]

    looks()
    before = looks()
    said(case, note, "A", kind="confirm")
    said(case, note, "A", kind="reword", section="own_words", words="Otherwise.")
    assert looks() == before
    said(case, note, "B", kind="comment", words="Mine.")
    assert looks() != before  # the control: the comparison sees a change


def test_nobody_of_another_case_opens_it() -> None:
    ana, case, note = opened()
    other = make.make_couple_case(ana, ("Li Na", "Wu Fang"))
    assert sign_in(make.login_of(other)).get(page(case, note)).status_code == 404
    assert sign_in(make.login_of(other)).get(page(other, note)).status_code == 404
    assert sign_in(ana).get(page(case, note)).status_code == 404


def test_a_note_entered_in_error_says_so() -> None:
    ana, case, note = opened()
    signing.sign(ana, note)
    note_life.add_to_note(ana, note, kind="error", reason="CANARY of the other couple")
    text = sign_in(make.login_of(case)).get(page(case, note)).content.decode()
    assert "made by mistake" in text
    assert "CANARY" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_four_queries(rows: int) -> None:
    ana, case, note = opened()
    for number in range(rows - 1):
        more = draft(ana, hour(ana, case, days=-2 - number), WRITTEN)
        note_life.offer(ana, more, is_offered=True)
        said(case, note, "A", kind="comment", words=f"Word {number}.")
    browser = sign_in(make.login_of(case))
    browser.get(page(case))
    assert queries_of(browser, page(case)) <= 4
    assert queries_of(browser, page(case, note)) <= 4
