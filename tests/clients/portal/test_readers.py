"""Who opened what a person wrote, told to that person; and a therapist's word that it was read."""

import uuid
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Answer, Case, Heard
from clients.services import answers
from clients.services.sharing import change_audience, change_part
from practice.models import AuditEvent
from tests import factories as make
from tests.access.visitor import text_of
from tests.clients.portal.test_pages import reads, signed_in
from tests.clients.staff_pages import make_supervisor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make.make_couple_case(make.make_therapist())


@pytest.fixture
def answer(case: Case) -> Answer:
    return written(case, "hope_question", "my_picture")


def written(case: Case, key: str, field: str) -> Answer:
    given = make.give(case, key)
    answers.save_section(
        make.login_of(case), given, section=field, posted=QueryDict(f"{field}=Zqwords"),
        base_version=0, key=uuid.uuid4(),
    )  # fmt: skip
    return Answer.objects.get(assignment=given)


def readers(case: Case, who: str = "A") -> str:
    url = reverse("clients:portal_readers", args=[case.pk])
    return signed_in(make.login_of(case, who)).get(url).content.decode()


def opened(case: Case, who: str = "A") -> dict[str, set[str]]:
    """Title of each answer -> the names of those who opened it."""
    url = reverse("clients:portal_readers", args=[case.pk])
    rows = signed_in(make.login_of(case, who)).get(url).context["opened"]
    return {row["answer"].assignment.exercise.title: set(row["by"]) for row in rows}


def visit(user: Any, name: str, *keys: Any) -> None:
    assert sign_in(user).get(reverse(name, args=keys)).status_code == 200


def test_the_author_sees_who_opened_this_one(case: Case, answer: Answer) -> None:
    kept = written(case, "relationship_narrative", "what_matters")
    change_audience(make.login_of(case), kept, "self")
    ana, sam = case.workers.get().user, make_supervisor(case)
    assert "Nobody has opened anything yet." in readers(case)
    visit(ana, "clients:case_homework", case.pk)
    title = answer.assignment.exercise.title
    assert opened(case) == {title: {"Ana Ruiz"}}
    visit(sam, "clients:case_homework", case.pk)
    assert opened(case) == {title: {"Ana Ruiz", "Sam"}}
    change_audience(make.login_of(case), answer, "all", share_now=True)
    partner = signed_in(make.login_of(case, "B"))
    partner.get(reverse("clients:portal_shared", args=[case.pk, answer.pk]))
    assert opened(case) == {title: {"Ana Ruiz", "Sam", "Your partner"}}
    assert opened(case, "B") == {}
    # Looking at one's own words is no reading by anybody.
    signed_in(make.login_of(case)).get(f"/portal/homework/{answer.assignment_id}/")
    assert opened(case) == {title: {"Ana Ruiz", "Sam", "Your partner"}}


@pytest.mark.parametrize("reader", ["A", "therapist"])
def test_a_summary_tells_whose_words_it_holds(case: Case, answer: Answer, reader: str) -> None:
    ana = sign_in(case.workers.get().user)
    url = reverse("sessions:case_summaries", args=[case.pk])
    ana.get(url, {"reader": reader})
    assert opened(case) == {answer.assignment.exercise.title: {"Ana Ruiz"}}
    ana.post(url, {"reader": reader})
    for event in AuditEvent.objects.filter(action="summary.made"):
        assert event.detail["answers"] == [str(answer.pk)]


def test_a_page_that_shows_nothing_of_it_is_no_reading(case: Case, answer: Answer) -> None:
    item = make.write(
        make.give(case, "coping_list"),
        data={"ways": {"items": [{"id": str(uuid.uuid4()), "text": "Zqway"}]}},
        audience="therapist",
        version=1,
    )
    change_part(make.login_of(case), item, item.data["ways"]["items"][0]["id"], "self")
    visit(case.workers.get().user, "clients:case_homework", case.pk)
    assert set(opened(case)) == {answer.assignment.exercise.title}


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_costs_four_queries(case: Case, rows: int) -> None:
    for _number in range(rows):
        change_audience(
            make.login_of(case), written(case, "hope_question", "my_picture"), "all",
            share_now=True,
        )  # fmt: skip
        visit(case.workers.get().user, "clients:case_homework", case.pk)
    answer = Answer.objects.first()
    assert answer is not None
    browse, partner = signed_in(make.login_of(case)), signed_in(make.login_of(case, "B"))
    assert reads(browse, reverse("clients:portal_readers", args=[case.pk])) <= 4
    assert reads(browse, reverse("clients:portal_sharing", args=[case.pk])) <= 4
    assert reads(browse, reverse("clients:portal_gift", args=[case.pk])) <= 4
    assert reads(partner, reverse("clients:portal_shared", args=[case.pk, answer.pk])) <= 4


def test_told_it_landed(case: Case, answer: Answer) -> None:
    ana, url = case.workers.get().user, reverse("clients:answer_heard", args=[answer.pk])
    words = "Ana Ruiz has read it. You will talk about it."
    partner = signed_in(make.login_of(case, "B"))
    change_audience(make.login_of(case), answer, "all", share_now=True)
    shared = reverse("clients:portal_shared", args=[case.pk, answer.pk])
    before = text_of(partner.get(shared))
    at_work = reverse("clients:case_homework", args=[case.pk])
    assert url in sign_in(ana).get(at_work).content.decode()
    assert sign_in(make_supervisor(case)).post(url).status_code == 403
    sign_in(ana).post(url)
    sign_in(ana).post(url)
    page = sign_in(ana).get(at_work).content.decode()
    assert ("Ana Ruiz told them on" in page, url in page) == (True, False)
    assert Heard.objects.count() == 1
    own = signed_in(make.login_of(case))
    for page in (f"/portal/homework/{answer.assignment_id}/", f"/portal/{case.pk}/sharing/"):
        assert words in own.get(page).content.decode()
    assert text_of(partner.get(shared)) == before
    assert words not in text_of(partner.get(f"/portal/{case.pk}/sharing/"))
    assert AuditEvent.objects.filter(action="answer.heard").count() == 1


def test_nobody_is_told_about_what_did_not_reach_the_therapist(case: Case, answer: Answer) -> None:
    change_audience(make.login_of(case), answer, "self")
    url = reverse("clients:answer_heard", args=[answer.pk])
    assert sign_in(case.workers.get().user).post(url).status_code == 404
    assert Browser().post(url).status_code == 302
    assert not Heard.objects.exists()
