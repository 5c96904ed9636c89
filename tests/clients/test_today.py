"""The therapist's day: safety first, what came in, the cases; nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.models import Answer, Assignment, Case, Score
from clients.services.scores import record_score
from tests import factories as make
from tests.clients.staff_pages import make_supervisor, queries_of, sign_in

pytestmark = pytest.mark.django_db
TODAY = "/today/"


def write(row: Assignment, audience: str = "therapist", days_ago: int = 0) -> Answer:
    at = timezone.now() - timedelta(days=days_ago)
    return make.write(row, {"my_picture": "SECRET-WORDS"}, at=at, audience=audience)


def test_what_came_in_names_who_and_what_but_not_the_words() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    write(make.give(case))
    page = sign_in(ana).get(TODAY).content.decode()
    assert "A little better by tonight" in page
    assert "SECRET-WORDS" not in page


@pytest.mark.parametrize(("audience", "days"), [("self", 0), ("partners", 0), ("therapist", 5)])
def test_private_and_older_matter_does_not_come_in(audience: str, days: int) -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    write(make.give(case), audience, days)
    assert "Nothing new came in" in sign_in(ana).get(TODAY).content.decode()


def test_own_typing_is_no_news_and_a_score_from_the_portal_is() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.load_library()
    lei = make.member(case)
    told = {"member": lei, "low": 4, "high": 5, "taken_at": timezone.now()}
    record_score(ana, case, source=Score.Source.STAFF, **told)
    browser = sign_in(ana)
    assert "A number" not in browser.get(TODAY).content.decode()
    record_score(lei.client.user, case, source=Score.Source.PORTAL, **told)
    assert "A number: 4–5" in browser.get(TODAY).content.decode()


def test_safety_comes_first() -> None:
    ana = make.make_therapist()
    make.make_individual_case(ana, "Aaron Abel")
    flagged = make.make_couple_case(ana)
    Case.objects.filter(pk=flagged.pk).update(safety_flag=True)
    make.make_couple_case(ana, ("Liu Jia", "Wang Hao"), screened=False)
    page = sign_in(ana).get(TODAY).content.decode()
    assert page.count("not asked alone about safety yet") == 2
    concern, first_case = page.index("a safety concern stands"), page.index("Abel")
    assert concern < first_case


def test_a_colleague_sees_nothing_of_it_and_a_supervisor_does() -> None:
    case = make.make_couple_case(make.make_therapist())
    write(make.give(case))
    ben = sign_in(make.make_therapist("Ben")).get(TODAY).content.decode()
    assert "Lei" not in ben
    assert "Lei" in sign_in(make_supervisor(case)).get(TODAY).content.decode()


@pytest.mark.parametrize("role", ["is_office", "is_owner", "is_client"])
def test_the_page_is_for_those_who_work_with_cases(role: str) -> None:
    assert sign_in(make.make_user(**{role: True})).get(TODAY).status_code == 404


def test_the_page_costs_the_same_with_one_row_and_with_thirty() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    write(make.give(case))
    browser = sign_in(ana)
    one = queries_of(browser, TODAY)
    for number in range(30):
        write(make.give(case, "coping_list", to="B"))
        make.make_journey(make.make_individual_case(ana, f"Person {number}"))
    assert queries_of(browser, TODAY) == one <= 12
