"""Words that came in, put into the note by one press: whose, from where, and into whose part."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Case
from clients.services.grants import sync_grants
from clients.services.sharing import change_audience
from practice.models import AuditEvent, User
from sessions.models import Note, Session
from sessions.services import notes, signing
from tests import factories as make
from tests.clients.staff_pages import make_supervisor, queries_of, sign_in
from tests.sessions.hours import READY, SAVE, answer, autosave, draft, hour

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make.make_therapist()


@pytest.fixture
def case(ana: User) -> Case:
    case = make.make_couple_case(ana)
    make.make_journey(case)
    return case


@pytest.fixture
def therapy_session(ana: User, case: Case) -> Session:
    hour(ana, case, days=-8)
    therapy_session = hour(ana, case)
    draft(ana, therapy_session, {})
    return therapy_session


def url(therapy_session: Session) -> str:
    return reverse("sessions:session_note", args=[therapy_session.pk])


def page_of(user: User, therapy_session: Session) -> str:
    return sign_in(user).get(url(therapy_session)).content.decode()


def buttons(page: str) -> dict[str, str]:
    """Place of the note -> the value of the button that quotes the only line into it."""
    marks = [part.split('"')[0] for part in page.split('name="quote" value="')[1:]]
    return {mark.partition(":")[2]: mark for mark in marks}


def press(user: User, therapy_session: Session, value: str, **typed: str) -> str:
    sent = {"version": str(Note.objects.get(therapy_session=therapy_session).version), **typed}
    found = sign_in(user).post(url(therapy_session), sent | {"quote": value}, follow=True)
    return found.content.decode()


def part(therapy_session: Session, section: str, who: str | None) -> str:
    rows = Note.objects.get(therapy_session=therapy_session).parts.filter(section=section)
    row = rows.filter(member__position=who).first() if who else rows.filter(member=None).first()
    return row.data.get("quotes") or row.data.get("text", "") if row else ""


def give_to_partner(case: Case, row: Answer) -> None:
    """Long enough ago that it has gone out."""
    change_audience(make.login_of(case, "A"), row, "all", share_now=True)
    sync_grants(case)


def test_words_told_to_the_therapist_go_into_their_own_part_alone(
    ana: User, case: Case, therapy_session: Session
) -> None:
    answer(case, to="A", my_picture="We say good night.")
    page = page_of(ana, therapy_session)
    assert set(buttons(page)) == {
        f"{section}-a"
        for section in ("own_words", "what_is_better", "exceptions", "coping_resources")
    }
    typed = {"what_is_better-joint-text": "Typed just before"}
    said = press(ana, therapy_session, buttons(page)["own_words-a"], **typed)
    assert "Quoted in Own words, Lei." in said
    assert part(therapy_session, "own_words", "A") == "Lei: “We say good night.”"
    assert part(therapy_session, "what_is_better", None) == "Typed just before"
    for who in (None, "B"):
        assert part(therapy_session, "own_words", who) == ""


@pytest.mark.parametrize("place", ["own_words-joint", "own_words-b", "scale-a", "nowhere"])
def test_a_forged_press_brings_them_nowhere_else(
    ana: User, case: Case, therapy_session: Session, place: str
) -> None:
    answer(case, to="A", my_picture="We say good night.")
    mark = next(iter(buttons(page_of(ana, therapy_session)).values())).partition(":")[0]
    assert "These words have changed or were taken back." in press(
        ana, therapy_session, f"{mark}:{place}"
    )
    assert not Note.objects.get(therapy_session=therapy_session).parts.exists()


def test_what_was_given_to_the_partner_may_stand_in_the_part_of_both(
    ana: User, case: Case, therapy_session: Session
) -> None:
    row = answer(case, to="A", my_picture="We say good night.")
    give_to_partner(case, row)
    found = buttons(page_of(ana, therapy_session))
    assert {"own_words-joint", "own_words-a"} < set(found)
    assert not [place for place in found if place.endswith("-b")]
    press(ana, therapy_session, found["own_words-joint"])
    assert part(therapy_session, "own_words", None) == "Lei: “We say good night.”"
    change_audience(make.login_of(case, "A"), row, "therapist")
    assert "own_words-joint" not in buttons(page_of(ana, therapy_session))


def test_a_share_that_still_waits_does_not_reach_the_part_of_both(
    ana: User, case: Case, therapy_session: Session
) -> None:
    row = answer(case, to="A", my_picture="We say good night.")
    change_audience(make.login_of(case, "A"), row, "all")
    sync_grants(case)
    assert "own_words-joint" not in buttons(page_of(ana, therapy_session))


def test_what_stays_with_its_author_is_not_there(
    ana: User, case: Case, therapy_session: Session
) -> None:
    answer(case, to="A", audience="self", my_picture="CANARY-SELF")
    answer(case, to="B", audience="partners", my_picture="CANARY-PARTNERS")
    before = timezone.now() - timedelta(days=20)
    answer(case, to="A", at=before, my_picture="CANARY-OLD")
    page = page_of(ana, therapy_session)
    assert [row.data["my_picture"]["text"][:6] for row in Answer.objects.all()] == ["CANARY"] * 3
    assert "CANARY" not in page
    assert buttons(page) == {}


def test_a_quote_is_taken_out_by_deleting_it_and_its_source_goes_with_it(
    ana: User, case: Case, therapy_session: Session
) -> None:
    answer(case, to="A", my_picture="We say good night.")
    value = buttons(page_of(ana, therapy_session))["own_words-a"]
    source = "Where the quotes come from"
    for _again in range(2):
        page = press(ana, therapy_session, value)
    assert part(therapy_session, "own_words", "A").count("good night") == 1
    assert source in page
    version = Note.objects.get(therapy_session=therapy_session).version
    emptied = autosave("own_words-a", version, **{"own_words-a-quotes": "Other words."})
    assert sign_in(ana).post(url(therapy_session), emptied, headers=SAVE).status_code == 200
    assert source not in page_of(ana, therapy_session)


def test_its_source_stays_with_the_signed_note_for_as_long_as_it_is_open(
    ana: User, case: Case, therapy_session: Session
) -> None:
    row = answer(case, to="A", my_picture="We say good night.")
    note = Note.objects.get(therapy_session=therapy_session)
    value = buttons(page_of(ana, therapy_session))["own_words-a"]
    press(ana, therapy_session, value)
    note.refresh_from_db()
    ready = notes.save_all(ana, note, posted=READY, base=note.version)
    assert ready.is_whole
    signing.sign(ana, note)
    homework = reverse("clients:case_homework", args=[case.pk]) + f"#g-{row.assignment_id}"
    sam = make_supervisor(case)
    for reader in (ana, sam):
        assert homework in page_of(reader, therapy_session)
    change_audience(make.login_of(case, "A"), row, "self")
    page = page_of(ana, therapy_session)
    assert homework not in page
    assert "the source is no longer open to you" in page
    assert "We say good night." in page
    note.refresh_from_db()
    assert signing.is_intact(note)


def test_the_author_learns_who_read_their_words_there(
    ana: User, case: Case, therapy_session: Session
) -> None:
    row = answer(case, to="A", my_picture="We say good night.")
    page = page_of(ana, therapy_session)
    press(ana, therapy_session, buttons(page)["own_words-a"])
    read = AuditEvent.objects.filter(action="answers.read").first()
    assert str(row.pk) in read.detail["answers"]
    assert AuditEvent.objects.filter(action="note.quoted").count() == 1


def test_the_page_costs_as_much_with_thirty_lines_as_with_one(
    ana: User, case: Case, therapy_session: Session
) -> None:
    browser: Browser = sign_in(ana)
    answer(case, to="A", my_picture="One.")
    first = queries_of(browser, url(therapy_session))
    for number in range(30):
        answer(case, to="B", my_picture=f"Line {number}.")
    assert queries_of(browser, url(therapy_session)) == first
