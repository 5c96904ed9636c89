"""The same thing done again: earlier answers stay, and only one's own and joint ones are shown."""

import pytest
from django.urls import reverse

from clients.models import Assignment, Case
from clients.services.grants import sync_grants
from practice.models import Exercise
from tests import factories as make
from tests.clients.portal.test_pages import reads, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make.make_couple_case(make.make_therapist())


def earlier_of(row: Assignment) -> str:
    return reverse("clients:portal_earlier", args=[row.pk])


def test_earlier_answers_are_found_newest_first_and_never_the_partners(case: Case) -> None:
    for words, who in (("Spring", "A"), ("Summer", "A"), ("OF THE OTHER", "B")):
        make.write(make.give(case, to=who), {"my_picture": words}, audience="all")
    again = make.give(case)
    make.write(again, {"my_picture": "This evening"})
    browser = signed_in(make.login_of(case))
    page = browser.get(reverse("clients:portal_exercise", args=[again.pk])).content.decode()
    assert earlier_of(again) in page
    page = browser.get(earlier_of(again)).content.decode()
    assert page.index("Summer") < page.index("Spring")
    assert "This evening" not in page
    assert "OF THE OTHER" not in page
    assert signed_in(make.login_of(case, "B")).get(earlier_of(again)).status_code == 404


def test_the_first_time_leads_nowhere_and_a_waiting_one_does_not_exist(case: Case) -> None:
    first, waiting = make.give(case), make.give(case)
    Assignment.objects.filter(pk=waiting.pk).update(delivers_at=None)
    browser = signed_in(make.login_of(case))
    page = browser.get(reverse("clients:portal_exercise", args=[first.pk])).content.decode()
    assert "What you wrote before" not in page
    assert "nothing from before" in browser.get(earlier_of(first)).content.decode()
    assert browser.get(earlier_of(waiting)).status_code == 404


def test_joint_answers_of_before_are_there_for_both(case: Case) -> None:
    row = make.give(case, "progress_narrative", to=None)
    make.write(row, {"started": "Together then"}, audience="all", member=None)
    again = make.give(case, "progress_narrative", to=None)
    sync_grants(case)
    for who in "AB":
        page = signed_in(make.login_of(case, who)).get(earlier_of(again)).content.decode()
        assert "Together then" in page


def test_an_earlier_answer_keeps_the_words_that_it_was_asked_in(case: Case) -> None:
    row = make.give(case)
    old = Exercise.objects.get(pk=row.exercise_id)
    field = old.body["fields"][0] | {"prompt": {"en": "Asked in other words"}}
    older = Exercise.objects.create(
        programme_key=old.programme_key, phase_key=old.phase_key, key=old.key, code=old.code,
        minutes=old.minutes, version=99, is_current=False, title_map=old.title_map,
        body=old.body | {"fields": [field, *old.body["fields"][1:]]},
    )  # fmt: skip
    Assignment.objects.filter(pk=row.pk).update(exercise=older)
    make.write(row, {"my_picture": "Then"})
    page = signed_in(make.login_of(case)).get(earlier_of(make.give(case))).content.decode()
    assert "Asked in other words" in page


def test_the_page_costs_the_same_after_thirty_times(case: Case) -> None:
    browser = signed_in(make.login_of(case))
    make.write(make.give(case), {"my_picture": "Words"})
    one = reads(browser, earlier_of(make.give(case)))
    for _number in range(30):
        make.write(make.give(case), {"my_picture": "Words"})
    assert reads(browser, earlier_of(make.give(case))) == one <= 4
