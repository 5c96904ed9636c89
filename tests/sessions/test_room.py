"""In the room: a tap gives a sentence away, a number is entered alone, the screen is turned."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from clients.models import Answer, Assignment, Case, Score
from practice.models import AuditEvent, User
from sessions.models import Note, Session
from sessions.services import notes, signing
from tests import factories as make
from tests.access.visitor import masked
from tests.clients.staff_pages import assert_closed_to_strangers, sign_in
from tests.sessions.hours import READY, SAVE, autosave, draft, form, hour, signed

pytestmark = pytest.mark.django_db
A_WORDS, B_WORDS, JOINT_WORDS = (
    "Only the kettle knows.",
    "The long way home.",
    "We ate at one table.",
)


def url(therapy_session: Session, name: str = "session_room", *more: Any) -> str:
    return reverse(f"sessions:{name}", args=[therapy_session.pk, *more])


def begun(rows: dict[str, str] | None = None) -> tuple[User, Case, Session, Note]:
    ana = make.make_therapist("Ana Ruiz")
    case = make.make_couple_case(ana)
    therapy_session = hour(ana, case)
    return ana, case, therapy_session, draft(ana, therapy_session, rows or {})


def sentence(words: str, to: str, section: str = "own_words", **more: str) -> dict[str, str]:
    return autosave("", 0) | {"sentence": words, "section": section, "to": to} | more


def words_of(note: Note) -> dict[tuple[str, str], dict[str, str]]:
    parts = note.parts.select_related("member")
    return {(one.section, one.member.position if one.member else ""): one.data for one in parts}


def test_one_tap_gives_a_sentence_to_a_b_or_both() -> None:
    ana, _case, therapy_session, note = begun()
    browser = sign_in(ana)
    for words, to in (
        (A_WORDS, "a"),
        ("And the cup.", "a"),
        (B_WORDS, "b"),
        (JOINT_WORDS, "joint"),
    ):
        assert browser.post(url(therapy_session), sentence(words, to)).status_code == 302
    browser.post(url(therapy_session), sentence("Walk on Sunday.", "b", "experiment"))
    assert words_of(note) == {
        ("own_words", "A"): {"quotes": f"“{A_WORDS}”\n“And the cup.”"},
        ("own_words", "B"): {"quotes": f"“{B_WORDS}”"},
        ("own_words", ""): {"quotes": f"“{JOINT_WORDS}”"},
        ("experiment", "B"): {"text": "Walk on Sunday."},
    }


def test_a_press_that_comes_twice_is_kept_once() -> None:
    ana, _case, therapy_session, note = begun()
    browser, once = sign_in(ana), sentence(A_WORDS, "a")
    for _press in range(2):
        browser.post(url(therapy_session), once)
    assert words_of(note) == {("own_words", "A"): {"quotes": f"“{A_WORDS}”"}}


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (sentence("   ", "a"), "Write the sentence first"),
        (sentence(A_WORDS, "c"), "is not one of the available choices"),
        (sentence(A_WORDS, "a", "safety"), "is not one of the available choices"),
    ],
)
def test_what_cannot_be_kept_is_told_and_stays_in_the_field(
    sent: dict[str, str], says: str
) -> None:
    ana, _case, therapy_session, note = begun()
    page = sign_in(ana).post(url(therapy_session), sent)
    assert says in page.text
    assert sent["sentence"].strip() in page.text
    assert words_of(note) == {}


def test_a_full_place_keeps_the_sentence_in_the_field() -> None:
    ana, _case, therapy_session, _note = begun({"own_words-a-quotes": "x" * 19_990})
    page = sign_in(ana).post(url(therapy_session), sentence(A_WORDS, "a"))
    assert page.status_code == 200
    assert A_WORDS in page.text


def test_a_note_that_is_signed_or_opened_takes_no_sentence() -> None:
    ana, _case, therapy_session, note = begun()
    other = hour(ana, therapy_session.case, days=-3)
    signed(ana, other, READY)
    browser = sign_in(ana)
    assert browser.get(url(other)).status_code == 403
    assert browser.post(url(other), sentence(A_WORDS, "a")).status_code == 403
    browser.post(reverse("sessions:note_offer", args=[therapy_session.pk]), {"is_offered": "1"})
    assert browser.get(url(therapy_session)).url == url(therapy_session, "session_note")
    assert words_of(note) == {}


def test_the_pages_are_the_authors_alone() -> None:
    _ana, case, therapy_session, _note = begun()
    first = make.member(case)
    for name, more in (("session_room", ()), ("room_turned", ()), ("room_number", (first.pk,))):
        assert_closed_to_strangers(url(therapy_session, name, *more), JOINT_WORDS)


def test_a_number_joins_the_persons_line_and_the_draft_at_once() -> None:
    ana, case, therapy_session, note = begun({"scale-a-text": "One table."})
    first = make.member(case)
    browser = sign_in(ana)
    page = browser.get(url(therapy_session, "room_number", first.pk))
    key = page.context["key"]["key"].value()
    sent = {"key": key, "score-low": "4"}
    assert browser.post(url(therapy_session, "room_number", first.pk), sent).url == url(
        therapy_session, "room_kept"
    )
    assert words_of(note) == {("scale", "A"): {"score": "4", "text": "One table."}}
    score = Score.objects.get()
    assert (score.member, score.low, score.source, score.source_id) == (
        first,
        Decimal(4),
        Score.Source.SESSION,
        therapy_session.pk,
    )
    # Written again, and then signed: the same score, corrected.
    page = browser.get(url(therapy_session, "room_number", first.pk))
    again = {"key": page.context["key"]["key"].value(), "score-low": "5", "score-high": "6"}
    browser.post(url(therapy_session, "room_number", first.pk), again)
    note.refresh_from_db()
    outcome = notes.save_all(ana, note, posted=_rest(), base=note.version)
    assert outcome.is_whole
    signing.sign(ana, note)
    assert list(Score.objects.filter(member=first).values_list("low", "high")) == [(5, 6)]


def _rest() -> Any:
    return form({key: words for key, words in READY.items() if not key.startswith("scale-a")})


def test_rather_not_keeps_nothing_and_looks_the_same() -> None:
    ana, case, therapy_session, note = begun()
    first = make.member(case)
    browser = sign_in(ana)
    page = browser.get(url(therapy_session, "room_number", first.pk))
    sent = {"key": page.context["key"]["key"].value(), "score-rather_not": "1"}
    assert browser.post(url(therapy_session, "room_number", first.pk), sent).url == url(
        therapy_session, "room_kept"
    )
    assert not Score.objects.exists()
    assert words_of(note) == {}


def test_the_screen_tells_nothing_of_a_number_that_was_entered() -> None:
    ana, case, therapy_session, _note = begun({"own_words-joint-quotes": JOINT_WORDS})
    first, second = make.member(case), make.member(case, "B")
    browser = sign_in(ana)
    pages = [("room_turned",), ("room_number", second.pk), ("room_number", first.pk)]

    def look() -> list[str]:
        found = [browser.get(url(therapy_session, *one)).text for one in pages]
        return [masked(one) for one in found]

    before = look()
    page = browser.get(url(therapy_session, "room_number", first.pk))
    sent = {"key": page.context["key"]["key"].value(), "score-low": "2"}
    browser.post(url(therapy_session, "room_number", first.pk), sent)
    assert look() == before


def test_the_turned_screen_shows_joint_words_and_opens_nothing_else() -> None:
    rows = {
        "own_words-a-quotes": A_WORDS,
        "own_words-b-quotes": B_WORDS,
        "own_words-joint-quotes": JOINT_WORDS,
    }
    ana, case, therapy_session, _note = begun(rows)
    browser = sign_in(ana)
    page = browser.post(url(therapy_session, "room_turn"), follow=True)
    assert JOINT_WORDS in page.text
    assert A_WORDS not in page.text
    assert B_WORDS not in page.text
    note_page = url(therapy_session, "session_note")
    for address in (note_page, url(therapy_session), "/today/", "/cases/", "/"):
        assert browser.get(address).url == url(therapy_session, "room_turned")
    # Words on their way from a page that was open come in.
    sent = autosave("own_words-a", 3, **{"own_words-a-quotes": A_WORDS + " And you."})
    assert browser.post(note_page, sent, headers=SAVE).status_code == 200
    # Whoever holds the screen learns nothing by saving, and reaches no other page by saying so.
    stale = autosave("own_words-a", 1, **{"own_words-a-quotes": "Not what stands there."})
    clash = browser.post(note_page, stale, headers=SAVE)
    assert clash.status_code == 403
    assert A_WORDS not in clash.text
    for name in ("clients:case_measures", "clients:case_consent"):
        away = browser.post(reverse(name, args=[case.pk]), headers=SAVE)
        assert away.headers["Location"] == url(therapy_session, "room_turned")


def test_the_way_back_asks_who_it_is() -> None:
    ana, _case, therapy_session, _note = begun()
    browser = sign_in(ana)
    browser.get(url(therapy_session, "room_turned"))
    page = browser.get(url(therapy_session, "room_back"))
    assert page.url.startswith(reverse("account_reauthenticate"))
    asked = browser.post(reverse("account_reauthenticate"), {"password": "not-this-one"})
    assert asked.status_code == 200
    assert browser.get(url(therapy_session)).status_code == 302
    back = url(therapy_session, "room_back")
    asked = browser.post(
        reverse("account_reauthenticate"), {"password": make.PASSWORD, "next": back}
    )
    assert asked.url == back
    assert browser.get(back).url == url(therapy_session)
    assert browser.get(url(therapy_session)).status_code == 200
    # Proved before, it does not open the next turn.
    browser.get(url(therapy_session, "room_turned"))
    assert browser.get(back).url.startswith(reverse("account_reauthenticate"))


def test_one_partner_away_changes_who_comes_and_the_compartments() -> None:
    ana, case, therapy_session, _note = begun({"own_words-b-quotes": B_WORDS})
    second = make.member(case, "B")
    browser = sign_in(ana)
    assert "One of them is away" in browser.get(url(therapy_session, "session_plan")).text
    sent = browser.post(url(therapy_session, "session_away"), {"away": str(second.pk)})
    page = browser.get(sent.url).text
    assert "Undo" in page
    assert "not everybody comes" in page
    written = browser.get(url(therapy_session, "session_note")).text
    # What stood there stays, and nothing new is asked of whoever is away.
    assert B_WORDS in written
    assert "what_is_better-b" not in written
    assert "what_is_better-joint" not in written
    browser.post(url(therapy_session, "session_away"), {})
    assert "what_is_better-b" in browser.get(url(therapy_session, "session_note")).text
    assert AuditEvent.objects.filter(action="session.attendance").count() == 2


def test_nobody_is_away_once_the_note_is_signed() -> None:
    ana, case, _therapy_session, _note = begun()
    other = hour(ana, case, days=-3)
    signed(ana, other, READY)
    browser = sign_in(ana)
    away = {"away": str(make.member(case, "B").pk)}
    page = browser.post(url(other, "session_away"), away, follow=True)
    assert "is signed" in page.text
    assert other.attendances.count() == 2


def take_along(browser: Client, therapy_session: Session, member: Any, **words: str) -> str:
    sent = words | {"version": "99", "member": str(member.pk)}
    return browser.post(url(therapy_session, "room_leave"), sent, follow=True).text


def test_what_was_agreed_is_in_each_portal_before_they_stand_up() -> None:
    ana, case, therapy_session, note = begun()
    make.make_journey(case)
    first, second = make.member(case), make.member(case, "B")
    browser = sign_in(ana)
    words = {"experiment-a-text": "Tea at six.", "experiment-joint-text": "One walk on Sunday."}
    assert "has it in the portal" in take_along(browser, therapy_session, first, **words)
    assert "has it in the portal" in take_along(browser, therapy_session, second)
    # What stood on the page is kept with the same press.
    assert words_of(note)["experiment", "A"] == {"text": "Tea at six."}
    found = {}
    for position in "AB":
        reader = make.login_of(case, position)
        given = Assignment.objects.get(member=make.member(case, position))
        page = sign_in(reader).get(reverse("clients:portal_exercise", args=[given.pk]))
        found[position] = [
            one for one in ("Tea at six.", "One walk on Sunday.") if one in page.text
        ]
    assert found == {"A": ["Tea at six."], "B": ["One walk on Sunday."]}
    # Each their own: changing one is no business of the other.
    assert set(Answer.objects.values_list("member__position", "audience")) == {
        ("A", "therapist"),
        ("B", "therapist"),
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Write what was agreed first"),
        ("x" * 501, "at most 500 letters"),
    ],
)
def test_what_cannot_be_taken_along_says_why(words: str, says: str) -> None:
    ana, case, therapy_session, _note = begun()
    make.make_journey(case)
    page = take_along(
        sign_in(ana), therapy_session, make.member(case), **{"experiment-a-text": words}
    )
    assert says in page
    assert not Assignment.objects.exists()


def test_the_same_press_twice_gives_one() -> None:
    ana, case, therapy_session, _note = begun()
    make.make_journey(case)
    browser, first = sign_in(ana), make.member(case)
    take_along(browser, therapy_session, first, **{"experiment-a-text": "Tea at six."})
    assert "still open with" in take_along(browser, therapy_session, first)
    assert Assignment.objects.count() == Answer.objects.count() == 1


def test_without_a_course_or_with_a_concern_the_card_is_left() -> None:
    ana, case, therapy_session, _note = begun()
    browser, first = sign_in(ana), make.member(case)
    words = {"experiment-a-text": "Tea at six.", "experiment-b-text": "A call at noon."}
    assert "You can print a card" in take_along(browser, therapy_session, first, **words)
    make.make_journey(case)
    Case.objects.filter(pk=case.pk).update(safety_flag=True)
    assert "A safety concern stands" in take_along(browser, therapy_session, first)
    card = browser.get(url(therapy_session, "room_card", first.pk))
    assert re.fullmatch(r'inline; filename="card-[-0-9]{10}[.]pdf"', card["Content-Disposition"])
    told = "".join(page.extract_text() for page in PdfReader(BytesIO(card.content)).pages)
    assert "Tea at six." in told
    assert not [word for word in ("A call at noon.", "Zhao", "Zhou", "Ana") if word in told]
