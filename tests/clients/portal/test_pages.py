"""Every portal page: its owner reads it, a stranger gets a 404, and it costs two queries."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment, Case, Score
from clients.services import answers
from clients.services.grants import sync_grants
from clients.services.scores import record_score
from clients.services.sharing import change_audience
from practice.models import AuditEvent, Practice
from tests.factories import (
    give,
    load_library,
    login_of,
    make_couple_case,
    make_individual_case,
    make_therapist,
    member,
)

pytestmark = pytest.mark.django_db
CASE_PAGES = [
    "portal_today", "portal_homework", "portal_progress", "portal_sharing", "portal_kept",
    "portal_case_rough_day",
]  # fmt: skip
KEYS = ["hope_question", "coping_list", "value_ranking", "scale_placement", "miracle_question"]
READS = ("SELECT",)


@pytest.fixture
def case() -> Case:
    load_library()
    return make_couple_case(make_therapist())


@pytest.fixture
def browse(case: Case) -> Client:
    """Partner A, signed in; the login's clock has been written already."""
    return signed_in(login_of(case, "A"))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.get(reverse("clients:portal"))
    return client


def write(user: Any, given: Assignment, words: str, field: str = "my_picture") -> Answer:
    answers.save_section(
        user,
        given,
        section=field,
        posted=QueryDict(f"{field}={words}"),
        base_version=0,
        key=uuid.uuid4(),
    )
    return Answer.objects.mine(user).get(assignment=given)


def reads(browse: Client, url: str) -> int:
    """How many SELECTs one GET costs; sealing the audit trail after the commit counts apart."""
    with CaptureQueriesContext(connection) as caught:
        assert browse.get(url).status_code == 200
    rows = [query["sql"] for query in caught if query["sql"].startswith(READS)]
    rows = [sql for sql in rows if "audit" not in sql]
    print(*rows, sep="\n\n")  # noqa: T201 # shown with a failure: which one was too many
    return len(rows)


@pytest.mark.parametrize("name", CASE_PAGES)
def test_a_case_page_is_its_members_alone(name: str, case: Case, browse: Client) -> None:
    url = reverse(f"clients:{name}", args=[case.pk])
    assert browse.get(url).status_code == 200
    stranger = signed_in(login_of(make_individual_case(make_therapist("Ben"), "Liu Jia")))
    assert stranger.get(url).status_code == 404
    therapist = signed_in(case.workers.get().user)
    assert therapist.get(url).status_code in (302, 404)
    assert browse.delete(url).status_code == 405
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("rows", [1, 30])
def test_every_page_costs_four_queries_at_most(rows: int, case: Case, browse: Client) -> None:
    user = login_of(case, "A")
    for number in range(rows):
        given = give(case, journey=case.journeys.first())
        write(user, given, f"words {number}")
        record_score(
            user, case, member=member(case), low=Decimal(3), high=Decimal(4),
            taken_at=timezone.now() - timedelta(days=number), source=Score.Source.PORTAL,
        )  # fmt: skip
    browse.get(reverse("clients:portal_exercise", args=[given.pk]))  # the first opening is noted
    urls = [reverse(f"clients:{name}", args=[case.pk]) for name in CASE_PAGES]
    urls += [
        reverse(f"clients:{name}", args=[given.pk])
        for name in ("portal_exercise", "portal_audience")
    ]
    assert {url: reads(browse, url) for url in urls if reads(browse, url) > 4} == {}


def test_the_front_door_leads_to_the_one_case(case: Case, browse: Client) -> None:
    found = browse.get(reverse("clients:portal"))
    assert found.headers["Location"] == reverse("clients:portal_today", args=[case.pk])


def test_two_cases_are_offered_without_telling_which_is_which(case: Case, browse: Client) -> None:
    other = make_individual_case(make_therapist("Ben"), "Liu Jia")
    other.members.update(client=member(case).client)
    sync_grants(other)
    page = browse.get(reverse("clients:portal")).content.decode()
    assert ("Space 1" in page, "Space 2" in page) == (True, True)
    assert "Zhou" not in page
    assert "Liu Jia" not in page


def test_today_holds_two_things_and_the_rest_for_later(case: Case, browse: Client) -> None:
    for key in KEYS:
        give(case, key)
    page = browse.get(reverse("clients:portal_today", args=[case.pk]))
    assert (len(page.context["first"]), len(page.context["rest"])) == (2, 3)
    assert "Hello Lei" in page.content.decode()


def test_nothing_of_the_partner_stands_anywhere(case: Case, browse: Client) -> None:
    given = give(case, to="B")
    urls = [reverse(f"clients:{name}", args=[case.pk]) for name in CASE_PAGES]
    before = [masked(browse.get(url)) for url in urls]
    write(login_of(case, "B"), given, "CANARY")
    record_score(
        login_of(case, "B"), case, member=member(case, "B"), low=Decimal(2), high=Decimal(2),
        taken_at=timezone.now(), source=Score.Source.PORTAL, words="CANARY",
    )  # fmt: skip
    assert [masked(browse.get(url)) for url in urls] == before
    assert browse.get(reverse("clients:portal_exercise", args=[given.pk])).status_code == 404


def masked(response: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_the_partner_reads_a_share_from_its_time_until_it_is_taken_back(
    case: Case, browse: Client
) -> None:
    user, partner = login_of(case, "A"), signed_in(login_of(case, "B"))
    answer = write(user, give(case), "Tea+by+the+window")
    listed = reverse("clients:portal_sharing", args=[case.pk])
    url = reverse("clients:portal_shared", args=[case.pk, answer.pk])
    empty = masked(partner.get(listed))
    change_audience(user, answer, "all")
    assert partner.get(url).status_code == 404
    assert masked(partner.get(listed)) == empty
    change_audience(user, answer, "all", share_now=True)
    assert "Tea by the window" in partner.get(url).content.decode()
    assert AuditEvent.objects.filter(action="answer.read").count() == 1
    choose = reverse("clients:portal_audience", args=[answer.assignment_id])
    browse.post(choose, {"audience": "therapist", "confirm": "1"})
    assert partner.get(url).status_code == 404
    assert masked(partner.get(listed)) == empty


def test_fields_for_the_therapist_stay_out_of_a_share(case: Case) -> None:
    user, partner = login_of(case, "A"), signed_in(login_of(case, "B"))
    given = give(case, "scale_placement")
    for field in ("score-low=4", "guess_partner-low=9"):
        answers.save_section(
            user, given, section=field.partition("-")[0], posted=QueryDict(field),
            base_version=1, key=uuid.uuid4(),
        )  # fmt: skip
    answer = Answer.objects.get()
    change_audience(user, answer, "all", share_now=True)
    page = partner.get(reverse("clients:portal_shared", args=[case.pk, answer.pk])).content.decode()
    assert "4 on the line" in page
    assert "9 on the line" not in page


def test_choosing_who_sees_it_takes_a_look_and_a_yes(case: Case, browse: Client) -> None:
    answer = write(login_of(case, "A"), give(case), "Tea")
    url = reverse("clients:portal_audience", args=[answer.assignment_id])
    preview = browse.post(url, {"audience": "all"})
    assert "what your partner will read" in preview.content.decode()
    answer.refresh_from_db()
    assert answer.audience == "therapist"
    browse.post(url, {"audience": "all", "confirm": "1"})
    answer.refresh_from_db()
    assert (answer.audience, answer.shares_on is None) == ("all", False)
    refused = browse.post(url, {"audience": "everybody"})
    assert "Please choose another" in refused.content.decode()


def test_nothing_can_be_shared_before_something_is_written(case: Case, browse: Client) -> None:
    url = reverse("clients:portal_audience", args=[give(case).pk])
    page = browse.post(url, {"audience": "all", "confirm": "1"})
    assert "Write something first" in page.content.decode()
    assert browse.post(url, {"audience": "self"}).status_code == 302
    assert Answer.objects.get().audience == "self"


def test_a_number_goes_on_ones_own_line(case: Case, browse: Client) -> None:
    url = reverse("clients:portal_progress", args=[case.pk])
    assert "There is no number here yet" in browse.get(url).content.decode()
    empty = browse.post(url, {"words": "so so"})
    assert "Pick a number" in empty.content.decode()
    assert "so so" in empty.content.decode()
    browse.post(url, {"score-low": "3", "score-high": "2", "words": "rain"})
    score = Score.objects.get()
    assert (score.shown, score.member, score.words) == ("2–3", member(case), "rain")
    assert "You chose 2–3" in browse.get(url).content.decode()


def test_a_number_can_be_left_for_another_day(case: Case, browse: Client) -> None:
    url = reverse("clients:portal_progress", args=[case.pk])
    assert browse.post(url, {"score-rather_not": "1"}).status_code == 302
    assert Score.objects.count() == 0


def test_leaving_quickly_signs_out_and_empties_the_browser(browse: Client) -> None:
    away = browse.get(reverse("clients:portal_exit"))
    assert away.headers["Location"] == Practice.load().exit_url
    assert "storage" in away.headers["Clear-Site-Data"]
    assert browse.get(reverse("clients:portal")).status_code == 302
    assert Client().get(reverse("clients:portal_exit")).status_code == 302


def test_signing_out_empties_the_browser_too(browse: Client) -> None:
    gone = browse.post(reverse("account_logout"))
    assert "cookies" in gone.headers["Clear-Site-Data"]
