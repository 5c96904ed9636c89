"""The audit trail as an owner reads it: who, when, which case; never what people came for."""

from typing import Any

import pytest
from django.urls import reverse

from clients.models import Answer, Case
from practice.models import AuditEvent, User
from practice.services import audit
from tests import factories as make
from tests.clients.staff_pages import queries_of, sign_in
from tests.practice.test_audit import without_guards

pytestmark = pytest.mark.django_db
LIST, CHECK = reverse("clients:audit_list"), reverse("clients:audit_check")


@pytest.fixture
def ana() -> User:
    return make.make_therapist("Ana Ruiz")


@pytest.fixture
def owner() -> User:
    return make.make_user("Olga Stern", is_owner=True)


@pytest.fixture
def case(ana: User) -> Case:
    return make.make_individual_case(ana)


def page(owner: User, **asked: Any) -> str:
    return sign_in(owner).get(LIST, asked).content.decode()


def test_an_act_in_a_case_is_told_without_its_name(ana: User, owner: User, case: Case) -> None:
    audit.record(ana, "help.answered", case, case=case)
    audit.record(ana, "scores.read", case, case=case)
    shown = page(owner)
    for words in ("Ana Ruiz", case.code, "worked in a record", "opened a record"):
        assert words in shown
    for words in ("help", "scores", "Chen Jing"):
        assert words not in shown.lower().replace("help</a>", "")


def test_what_people_do_in_their_own_space_is_left_out(ana: User, owner: User, case: Case) -> None:
    given = make.give(case)
    client = sign_in(make.login_of(case))
    answer = client.post(
        reverse("clients:portal_exercise", args=[given.pk]), {"my_picture": "Tea", "finish": "1"}
    )
    assert answer.status_code in (200, 302)
    assert Answer.objects.exists()
    assert AuditEvent.objects.filter(actor_id=make.login_of(case).pk).exists()
    before = page(owner, kind="read").count("<tr>")
    assert "Chen Jing" not in page(owner)
    # A colleague who comes as a client of this case is left out there, too.
    audit.record(make.login_of(case), "answer.read", case, case=case)
    assert page(owner, kind="read").count("<tr>") == before


def test_it_is_asked_by_person_case_kind_and_day(ana: User, owner: User, case: Case) -> None:
    ben = make.make_therapist("Ben Holt")
    audit.record(ben, "note.printed", case, case=case)
    assert "Ben Holt</td>" in page(owner, person=str(ben.pk))
    assert "Ana Ruiz</td>" not in page(owner, person=str(ben.pk))
    assert "Ben Holt</td>" in page(owner, code=case.code.lower())
    assert "Ben Holt</td>" in page(owner, kind="printed")
    assert "Ben Holt</td>" not in page(owner, kind="exported")
    assert "No line fits" in page(owner, day="2020-01-01")
    assert "No line fits" in page(owner, code="NOBODY")


@pytest.mark.parametrize(
    "asked",
    [
        {"person": "x"},
        {"code": "\x00"},
        {"kind": "'; drop"},
        {"day": "31.13.99"},
        {"before": "-1"},
        {"before": "9" * 40},
    ],
)
def test_odd_questions_are_no_error(owner: User, asked: dict[str, str]) -> None:
    assert sign_in(owner).get(LIST, asked).status_code == 200


def test_long_trails_go_on_page_by_page(ana: User, owner: User, case: Case) -> None:
    few = queries_of(sign_in(owner), LIST)
    for _number in range(60):
        audit.record(ana, "note.printed", case, case=case)
    assert queries_of(sign_in(owner), LIST) == few <= 6
    response = sign_in(owner).get(LIST, {"kind": "printed"})
    assert response.content.decode().count("<tr>") == 51  # with the row of headings
    further = sign_in(owner).get(LIST + response.context["further"])
    assert further.content.decode().count("<tr>") == 11
    assert "Earlier ones" not in further.content.decode()


def test_reading_and_checking_are_written_down_and_a_broken_chain_is_told(owner: User) -> None:
    browser = sign_in(owner)
    browser.get(LIST)
    assert AuditEvent.objects.filter(action="trail.read", actor_id=owner.pk).exists()
    audit.seal_tail()
    assert "The chain holds" in browser.post(CHECK, follow=True).content.decode()
    without_guards()
    AuditEvent.objects.filter(action="trail.read").update(action="nothing.happened")
    assert "is not what was sealed" in browser.post(CHECK, follow=True).content.decode()


def test_nobody_but_an_owner_finds_it(ana: User, case: Case) -> None:
    for user in (ana, make.make_office(), make.login_of(case)):
        assert sign_in(user).get(LIST).status_code == 404
        assert sign_in(user).post(CHECK).status_code == 404
