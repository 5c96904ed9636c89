"""The question bank made one's own: other words, new questions, some put away."""

import pytest
from django.urls import reverse

from practice.models import AuditEvent, Question
from practice.services import library, own_questions
from sessions.planning.plan_page import load_plan_page
from sessions.services import plans
from tests import factories as make
from tests.clients.staff_pages import queries_of, sign_in
from tests.sessions.hours import hour

pytestmark = pytest.mark.django_db
LIST = "/library/questions/"
SHIPPED = "p1-hope-1"


def test_everybody_who_works_with_it_reads_it_and_some_change_it() -> None:
    make.load_library()
    page = sign_in(make.make_therapist()).get(LIST).content.decode()
    assert "When coming here turns out to be worth it" in page
    sam = sign_in(make.make_user("Sam", is_supervisor=True))
    assert "Add a question" not in sam.get(LIST).content.decode()
    assert sam.post(LIST).status_code == 403
    assert sam.post(reverse("library_question_away", args=[SHIPPED])).status_code == 403
    assert sign_in(make.make_office()).get(LIST).status_code == 404
    owner = make.make_user("Olga", is_owner=True)
    assert sign_in(owner).get(LIST).status_code == 200


def test_a_question_of_ones_own_is_suggested_and_keeps_both_languages() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    sent = {
        "phase": "partnership",
        "kind": "hope",
        "words_en": "What would your dog notice?",
        "words_zh-hans": "你的狗会注意到什么",
    }
    browser = sign_in(ana)
    assert browser.post(LIST, sent).status_code == 302
    row = Question.objects.get(bank__key=own_questions.OWN)
    assert row.text_map == {"en": sent["words_en"], "zh-hans": sent["words_zh-hans"]}
    for other in own_questions.all_questions():
        if other.phase_key == "partnership" and other.pk != row.pk:
            own_questions.put_away(ana, other, is_away=True)
    page = load_plan_page(hour(ana, case, days=1).plan, ana)
    assert [one.text for one in page.suggestions if one.phase_key] == [sent["words_en"]]


def test_without_words_it_comes_back() -> None:
    make.load_library()
    found = sign_in(make.make_therapist()).post(LIST, {"kind": "hope", "words_zh-hans": "茶"})
    page = found.content.decode()
    assert found.status_code == 200
    assert "Write the question." in page
    assert "茶" in page
    odd = sign_in(make.make_therapist()).post(
        LIST, {"kind": "nonsense", "phase": "nowhere", "words_en": "Kept?"}
    )
    assert "Kept?" in odd.content.decode()
    assert not Question.objects.filter(bank__key=own_questions.OWN).exists()


def test_other_words_stand_in_the_place_of_the_shipped_and_reach_no_earlier_plan() -> None:
    ana = make.make_therapist()
    case = make.make_couple_case(ana)
    make.make_journey(case)
    plan = hour(ana, case, days=1).plan
    shipped = Question.objects.get(key=SHIPPED, bank__is_current=True)
    asked = plans.take_question(ana, plan, shipped)
    sent = {"phase": "partnership", "kind": "hope", "words_en": "What would make it worth it?"}
    browser = sign_in(ana)
    assert browser.post(reverse("library_question", args=[SHIPPED]), sent).status_code == 302
    texts = [row.text for row in own_questions.in_use()]
    assert sent["words_en"] in texts
    assert shipped.text not in texts
    asked.refresh_from_db()
    assert asked.words == shipped.text
    library.load(library.shipped_files())  # a new start loads the files again
    assert sent["words_en"] in [row.text for row in own_questions.in_use()]


def test_put_away_it_is_suggested_no_more_until_it_is_taken_up() -> None:
    make.load_library()
    browser = sign_in(make.make_therapist())
    away = reverse("library_question_away", args=[SHIPPED])
    assert browser.post(away, {"is_away": "1"}).status_code == 302
    assert SHIPPED not in {row.key for row in own_questions.in_use()}
    assert "Put away" in browser.get(LIST).content.decode()
    assert browser.post(away).status_code == 302
    assert SHIPPED in {row.key for row in own_questions.in_use()}
    acts = AuditEvent.objects.filter(action__startswith="question.").order_by("pk")
    assert [event.action for event in acts] == ["question.put_away", "question.taken_up"]
    assert browser.get(reverse("library_question", args=["nowhere"])).status_code == 404


def test_the_page_costs_the_same_with_more_questions() -> None:
    make.load_library()
    ana = make.make_therapist()
    browser = sign_in(ana)
    few = queries_of(browser, LIST)
    for number in range(3):
        own_questions.add_question(
            ana, phase="", kind="hope", words={"en": f"What is number {number}?"}
        )
    assert queries_of(browser, LIST) == few <= 12
