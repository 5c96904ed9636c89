"""The sections of the note, field by field, and what an answer given in one still asks for."""

import re

import pytest
from django.urls import reverse

from clients.models import Score
from practice.models import User
from sessions.models import Note, Session
from sessions.services import note_life
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.sessions.hours import READY, draft, hour, signed

pytestmark = pytest.mark.django_db
# Section -> compartment -> its fields, beside "not done, because".
COUPLE = {
    "header": {"joint": "text consent"},
    "own_words": dict.fromkeys(("joint", "a", "b"), "quotes"),
    "hope_for_today": {"joint": "text"},
    "what_is_better": dict.fromkeys(("joint", "a", "b"), "text"),
    "exceptions": dict.fromkeys(("joint", "a", "b"), "text"),
    "coping_resources": dict.fromkeys(("joint", "a", "b"), "text"),
    "scale": {
        "joint": "score agreed text one_up good_enough",
        "a": "score text one_up good_enough guess",
        "b": "score text one_up good_enough guess",
    },
    "problem_name": {"joint": "name leads_to better_of"},
    "meanings": {"joint": "together", "a": "text", "b": "text"},
    "pain_and_hope": dict.fromkeys(("joint", "a", "b"), "pain hope larger_change"),
    "safety": dict.fromkeys(("a", "b"), "asked said level action informed"),
    "experiment": dict.fromkeys(("joint", "a", "b"), "text"),
    "witnessing": {"joint": "text celebrate"},
    "session_feedback": dict.fromkeys(("a", "b"), "heard mattered text"),
    "client_review": dict.fromkeys(("a", "b"), "how text"),
    "next": {"joint": "text when"},
}
FAST = ["header", "own_words", "what_is_better", "scale", "pain_and_hope", "safety", "experiment"]
NAME = re.compile(r' name="([a-z_]+)-(joint|a|b)-([a-z_]+)"')


def url(therapy_session: Session) -> str:
    return reverse("sessions:session_note", args=[therapy_session.pk])


def begun(*, couple: bool = True) -> tuple[User, Session]:
    ana = make.make_therapist()
    case = make.make_couple_case(ana) if couple else make.make_individual_case(ana)
    therapy_session = hour(ana, case)
    draft(ana, therapy_session, {})
    return ana, therapy_session


def fields_on(page: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, list[str]]] = {}
    for section, place, field in NAME.findall(page):
        if field != "not_done_because":
            found.setdefault(section, {}).setdefault(place, []).append(field)
    return {
        section: {place: " ".join(fields) for place, fields in places.items()}
        for section, places in found.items()
    }


def test_every_section_has_its_fields_in_its_compartments() -> None:
    ana, therapy_session = begun()
    page = sign_in(ana).get(url(therapy_session)).content.decode()
    assert fields_on(page) == COUPLE
    short = page.partition("More sections")[0]
    assert list(fields_on(short)) == FAST
    assert "reflection" not in fields_on(page)


def test_who_comes_alone_is_asked_nothing_of_a_partner() -> None:
    ana, therapy_session = begun(couple=False)
    found = fields_on(sign_in(ana).get(url(therapy_session)).content.decode())
    assert {place for places in found.values() for place in places} == {"a"}
    assert found["scale"] == {"a": "score text one_up good_enough"}


def trouble(rows: dict[str, str]) -> str:
    """What the page says when these are to be signed."""
    ana, therapy_session = begun()
    sent = {"version": "0", "sign": "1", **rows}
    return sign_in(ana).post(url(therapy_session), sent, follow=True).content.decode()


def test_a_number_of_both_needs_the_yes_of_both() -> None:
    joint = READY | {"scale-joint-score": "4"}
    assert "A number of both needs the yes of both." in trouble(joint)
    assert not Score.objects.exists()
    assert "The note is signed." in trouble(joint | {"scale-joint-agreed": "both"})
    told = {(one.member.position if one.member else "") for one in Score.objects.all()}
    assert told == {"", "A", "B"}


def test_what_was_not_asked_about_has_its_reason() -> None:
    silent = READY | {"safety-b-asked": "not_asked"}
    del silent["safety-b-not_done_because"]
    assert "Say in a few words why it was not asked." in trouble(silent)
    assert "The note is signed." in trouble(silent | {"safety-b-said": "She left early."})


def test_a_guess_and_feedback_stay_with_whoever_gave_them() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    rows = {
        "scale-a-guess": "GUESS-A",
        "session_feedback-a-text": "FEEDBACK-A",
        "session_feedback-a-heard": "partly",
        "meanings-joint-together": "TOGETHER",
        "meanings-b-text": "MEANS-B",
    }
    note = signed(ana, hour(ana, case), READY | rows)
    note_life.offer(ana, note, is_offered=True)
    review = reverse("sessions:portal_review", args=[case.pk, note.pk])
    pages = {
        who: sign_in(make.login_of(case, who)).get(review).content.decode() for who in ("A", "B")
    }
    words = ("GUESS-A", "FEEDBACK-A", "Partly", "TOGETHER", "MEANS-B")
    assert [one for one in words if one in pages["A"]] == list(words[:4])
    assert [one for one in words if one in pages["B"]] == ["TOGETHER", "MEANS-B"]
    assert [one.shown for one in Score.objects.filter(case=case).order_by("low")] == ["1–2", "3"]


def test_the_next_date_is_no_question_to_ask_first() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    said = {"next-joint-text": "What did the tea do?", "next-joint-when": "WHEN-NEXT"}
    signed(ana, hour(ana, case), READY | said)
    coming = hour(ana, case, days=1)
    page = sign_in(ana).get(reverse("sessions:session_plan", args=[coming.pk])).content.decode()
    assert "What did the tea do?" in page
    assert "WHEN-NEXT" not in page
    assert Note.objects.get().parts.get(section="next").data["when"] == "WHEN-NEXT"
