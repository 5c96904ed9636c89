"""The page of the plan: who may open it, saving it part by part and whole, its questions."""

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from practice.models import AuditEvent, Question, User
from sessions.models import Plan, Session
from sessions.services import plans
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)
from tests.sessions.hours import READY, SAVE, answer, autosave, hour, signed

pytestmark = pytest.mark.django_db


def url(therapy_session: Session, name: str = "session_plan") -> str:
    return reverse(f"sessions:{name}", args=[therapy_session.pk])


def coming() -> tuple[User, Session]:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    return ana, hour(ana, case, days=1)


def whole(plan: Plan, **changes: Any) -> dict[str, Any]:
    """The form as a browser without scripts sends it."""
    return {"version": plan.version, "opening": "", "focus": "", "to_offer": "", **changes}


def test_the_page_opens_for_the_cases_own_therapist_alone() -> None:
    ana, therapy_session = coming()
    secret = "Start with the radio"
    plans.save_all(ana, therapy_session.plan, posted={"opening": secret}, base=0)
    assert secret in sign_in(ana).get(url(therapy_session)).content.decode()
    for name in ("session_plan", "session_plan_paper"):
        assert_closed_to_strangers(url(therapy_session, name), secret)
        sam = make_supervisor(therapy_session.case)
        assert sign_in(sam).get(url(therapy_session, name)).status_code == 404
        login = make.login_of(therapy_session.case)
        assert sign_in(login).get(url(therapy_session, name)).status_code == 404
    assert_closed_to_strangers(url(therapy_session), secret, method="post")
    assert sign_in(ana).delete(url(therapy_session)).status_code == 405


def test_reading_and_printing_leave_one_audit_line_each() -> None:
    ana, therapy_session = coming()
    browser = sign_in(ana)
    browser.get(url(therapy_session))
    assert browser.get(url(therapy_session, "session_plan_paper")).status_code == 200
    actions = AuditEvent.objects.filter(action__startswith="plan.").values_list("action", flat=True)
    assert list(actions) == ["plan.read", "plan.printed"]


def test_matter_private_to_one_partner_is_marked() -> None:
    ana, therapy_session = coming()
    answer(therapy_session.case, my_picture="We say good night.")
    page = sign_in(ana).get(url(therapy_session)).content.decode()
    assert "We say good night." in page
    assert "A only" in page
    assert "B only" not in page


def test_every_word_of_one_partner_stands_under_their_mark() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    rows = {
        f"{section}-{who}-{field}": f"CANARY-{who.upper()} {section}"
        for section, field in (("own_words", "quotes"), ("experiment", "text"), ("scale", "text"))
        for who in "ab"
    }
    signed(ana, hour(ana, case, days=-7), READY | {"scale-b-score": "3"} | rows)
    for who in "AB":
        answer(case, to=who, my_picture=f"CANARY-{who} told")
        answer(case, to=who, audience="session", my_picture=f"CANARY-{who} to open")
    coming = hour(ana, case, days=1)
    for name in ("session_plan", "session_plan_paper"):
        page = sign_in(ana).get(url(coming, name)).content.decode()
        shown = set()
        for piece in re.split(r"<(?=li|blockquote|p class=.brief-2)", page):
            row = piece.partition("</li>")[0]
            told = re.findall(r"CANARY-([AB]) ([a-z_ ]+)", row)
            shown |= set(told)
            assert [who for who, _what in told if f"{who} only" not in row] == []
        assert {who for who, _what in shown} == {"A", "B"}
        kinds = {"own_words", "experiment", "scale", "told", "to open"}
        assert {what.strip() for _who, what in shown} == kinds


def test_the_page_costs_twelve_queries_however_much_there_is() -> None:
    ana, therapy_session = coming()
    browser = sign_in(ana)
    browser.get(url(therapy_session))
    assert queries_of(browser, url(therapy_session)) <= 12
    case = therapy_session.case
    for day in range(1, 11):
        note = signed(ana, hour(ana, case, days=-day), READY)
        for question in Question.objects.all()[day : day + 3]:
            plans.take_question(ana, note.therapy_session.plan, question)
    for key in ("hope_question", "miracle_question", "strength_exploration", "coping_list"):
        for place in "AB":
            answer(case, key, to=place, my_picture="x", got_me_through="y")
    assert queries_of(browser, url(therapy_session)) <= 12


def test_one_section_is_saved_and_a_repeat_gets_the_same_answer() -> None:
    ana, therapy_session = coming()
    browser = sign_in(ana)
    sent = autosave("focus", 0, focus="Kind things 💛")
    first = browser.post(url(therapy_session), sent, headers=SAVE)
    again = browser.post(url(therapy_session), sent, headers=SAVE)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["version"] == 1
    assert Plan.objects.get().focus == "Kind things 💛"


def test_two_tabs_clash_over_the_same_section_only() -> None:
    ana, therapy_session = coming()
    browser, page = sign_in(ana), url(therapy_session)
    browser.post(page, autosave("focus", 0, focus="mine"), headers=SAVE)
    other = browser.post(page, autosave("opening", 0, opening="there"), headers=SAVE)
    clash = browser.post(page, autosave("focus", 0, focus="theirs"), headers=SAVE)
    assert other.status_code == 200
    assert clash.status_code == 409
    assert clash.json() == {"version": 2, "theirs": "mine", "yours": "theirs"}
    kept = browser.post(page, autosave("focus", 2, focus="theirs"), headers=SAVE)
    assert kept.json()["version"] == 3
    assert Plan.objects.get().focus == "theirs"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"section": "reflection", "reflection": "x"}, 422),
        ({"section": "q-nonsense"}, 422),
        ({"section": f"q-{uuid.UUID(int=1)}"}, 422),
        ({"section": "focus", "focus": "x" * 12_000}, 422),
        ({"section": "focus", "focus": "x" * 60_000}, 413),
    ],
)
def test_what_cannot_be_saved_is_answered_in_the_protocol(
    sent: dict[str, str], status: int
) -> None:
    ana, therapy_session = coming()
    row = autosave("focus", 0) | sent
    response = sign_in(ana).post(url(therapy_session), row, headers=SAVE)
    assert response.status_code == status
    assert Plan.objects.get().version == 0


@pytest.mark.parametrize("lost", [{"version": "one"}, {"key": "none"}])
def test_a_send_that_lost_its_place_is_kept_and_never_covers_other_words(
    lost: dict[str, str],
) -> None:
    ana, therapy_session = coming()
    browser = sign_in(ana)
    first = autosave("focus", 0, focus="The tea.") | lost
    assert browser.post(url(therapy_session), first, headers=SAVE).status_code == 200
    second = autosave("focus", 0, focus="Something else.") | lost
    assert browser.post(url(therapy_session), second, headers=SAVE).status_code == 409
    assert Plan.objects.get().focus == "The tea."


def test_without_scripts_the_whole_form_is_saved_at_once() -> None:
    ana, therapy_session = coming()
    plan = therapy_session.plan
    row = whole(plan, opening="Begin slowly.\r\nThen the tea.", own="What made you smile?")
    assert sign_in(ana).post(url(therapy_session), row).status_code == 302
    plan.refresh_from_db()
    assert plan.opening == "Begin slowly.\nThen the tea."
    assert [question.words for question in plan.questions.all()] == ["What made you smile?"]


def test_a_clash_of_the_whole_form_keeps_what_was_typed() -> None:
    ana, therapy_session = coming()
    plans.save_all(ana, therapy_session.plan, posted={"focus": "from elsewhere"}, base=0)
    response = sign_in(ana).post(
        url(therapy_session), whole(therapy_session.plan, focus="typed here", own="and this?")
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "typed here" in page
    assert "from elsewhere" in page
    assert "and this?" in page
    assert Plan.objects.get().focus == "from elsewhere"


def test_questions_are_taken_reworded_ticked_and_taken_out() -> None:
    ana, therapy_session = coming()
    browser, page, plan = sign_in(ana), url(therapy_session), therapy_session.plan
    bank = Question.objects.filter(phase_key="partnership").first()
    browser.post(page, whole(plan, take=str(bank.pk)))
    browser.post(page, whole(plan, take=str(bank.pk)))
    question = plan.questions.get()
    name = f"q-{question.pk}"
    sent = autosave(name, 0, **{f"{name}-words": "In my words?", f"{name}-asked": "1"})
    assert browser.post(page, sent, headers=SAVE).status_code == 200
    question.refresh_from_db()
    assert (question.words, question.was_asked, question.question) == ("In my words?", True, bank)
    plan.refresh_from_db()
    row = whole(plan, **{f"{name}-words": "In my words?", "remove": str(question.pk)})
    browser.post(page, row)
    assert not plan.questions.exists()


def test_an_empty_question_of_ones_own_adds_nothing() -> None:
    ana, therapy_session = coming()
    browser, page = sign_in(ana), url(therapy_session)
    assert browser.post(page, whole(therapy_session.plan, own="  ")).status_code == 302
    long = browser.post(page, whole(therapy_session.plan, own="why " * 300))
    assert "Nothing is lost" in long.content.decode()
    assert not therapy_session.plan.questions.exists()
