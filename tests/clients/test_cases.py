"""The list of cases, opening one, its overview and the screening of each person alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Case, Client, Screening
from clients.services.cases import record_screening
from clients.services.safety import lower_safety_flag
from practice.models import AuditEvent, Programme
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)

pytestmark = pytest.mark.django_db
NEW = "/cases/new/"


def url(case: Case, name: str = "case_detail") -> str:
    return reverse(f"clients:{name}", args=[case.pk])


def intake(**changes: Any) -> dict[str, Any]:
    """What the form for a couple sends."""
    typed = {
        "kind": "couple",
        "secrets_policy": "limited",
        "opened_on": "2026-03-02",
        "a-legal_name": "Zhao Lei",
        "a-name": "Lei",
        "a-email": "lei@test.example",
        "a-channel": "email",
        "b-legal_name": "Zhou Ting",
        "b-email": "ting@test.example",
        "b-channel": "phone",
    }
    return {name: value for name, value in (typed | changes).items() if value is not None}


def test_the_list_shows_own_cases_alone() -> None:
    ana, ben = make.make_therapist(), make.make_therapist("Ben")
    make.make_couple_case(ana)
    make.make_individual_case(ben, "Liu Jia")
    page = sign_in(ana).get("/cases/").content.decode()
    assert "Lei &amp; Ting" in page
    assert "Jia" not in page


@pytest.mark.parametrize(("typed", "found"), [("zhou", 1), ("nobody", 0), ("\x00%_'", 0)])
def test_the_list_is_filtered_by_full_names_too(typed: str, found: int) -> None:
    make.make_couple_case(ana := make.make_therapist())
    make.make_individual_case(ana)
    response = sign_in(ana).get("/cases/", {"q": typed, "sort": "robots; drop"})
    assert response.context["list"].page.paginator.count == found


def test_the_list_is_found_by_code_and_sorted_from_an_allowed_order() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.make_individual_case(ana, "Aaron Abel")
    browser = sign_in(ana)
    assert list(browser.get("/cases/", {"q": case.code}).context["list"].page) == [case]
    names = [row.title for row in browser.get("/cases/?sort=-name").context["list"].page]
    assert names == ["Lei & Ting", "Abel"]


def test_the_list_costs_the_same_with_one_case_and_with_thirty() -> None:
    make.make_journey(make.make_couple_case(ana := make.make_therapist()))
    browser = sign_in(ana)
    one = queries_of(browser, "/cases/")
    for number in range(30):
        make.make_journey(make.make_individual_case(ana, f"Person {number}"))
    assert queries_of(browser, "/cases/") == one <= 12


def test_a_couple_is_opened_with_its_programme_in_one_go() -> None:
    make.load_library()
    ana = make.make_therapist()
    programme = Programme.objects.get(key="collaborative", is_current=True)
    response = sign_in(ana).post(NEW, intake(programme=programme.pk))
    case = Case.objects.get()
    assert response.url == url(case)
    assert [str(member) for member in case.members.all()] == ["Lei", "Zhou Ting"]
    assert (case.kind, case.secrets_policy, case.journeys.count()) == ("couple", "limited", 1)


def test_somebody_known_is_chosen_instead_of_written() -> None:
    ana = make.make_therapist()
    known = make.make_individual_case(ana).members.get().client
    typed = intake(**{"a-known": known.pk, "a-legal_name": "", "a-name": "", "a-email": ""})
    sign_in(ana).post(NEW, typed)
    assert Case.objects.get(kind="couple").members.get(position="A").client == known


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"secrets_policy": None}, "secrets_policy", "handle secrets"),
        ({"opened_on": "1890-01-01"}, "opened_on", "check the year"),
        ({"opened_on": "2999-01-01"}, "opened_on", "not come yet"),
        ({"opened_on": "yesterday"}, "opened_on", "2026-03-05"),
        ({"b-legal_name": ""}, "b-legal_name", "Write the person’s name"),
        ({"b-email": "LEI@test.example"}, "b-email", "an address each"),
        ({"a-email": "not an address"}, "a-email", "Check the @"),
        ({"a-legal_name": "x" * 250}, "a-legal_name", "at most 200 characters"),
        ({"kind": "individual"}, "kind", "A second person is written in"),
        ({"kind": None}, "kind", "Choose one person or a couple"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(
    changes: dict[str, Any], field: str, words: str
) -> None:
    response = sign_in(make.make_therapist()).post(NEW, intake(**changes))
    forms = response.context["all_forms"]
    errors = {f"{form.prefix}-{name}" if form.prefix else name: list(messages)
              for form in forms for name, messages in form.errors.items()}  # fmt: skip
    assert words in " ".join(errors[field])
    assert not Case.objects.exists()
    assert not Client.objects.exists()
    assert 'value="Zhou Ting"' in response.content.decode() or "b-legal_name" in changes


def test_the_same_person_twice_is_refused_at_the_second_place() -> None:
    ana = make.make_therapist()
    known = make.make_individual_case(ana).members.get().client
    blank = dict.fromkeys(("a-legal_name", "a-name", "a-email", "b-legal_name", "b-email"), "")
    chosen = {"a-known": known.pk, "b-known": known.pk}
    page = sign_in(ana).post(NEW, intake(**blank, **chosen)).content.decode()
    assert "This is the same person twice" in page


def test_an_address_in_use_is_refused_without_telling_whose_it_is() -> None:
    make.make_client(make.make_therapist("Ben"), "Liu Jia")
    Client.objects.update(email="jia@test.example")
    response = sign_in(make.make_therapist()).post(NEW, intake(**{"a-email": "Jia@test.example"}))
    page = response.content.decode()
    assert "cannot be used here" in page
    assert "Liu Jia" not in page


def test_very_long_names_and_emoji_open_a_case() -> None:
    long = "Ñ" * 200
    typed = intake(**{"a-legal_name": long, "a-name": "", "b-legal_name": "Ting 🌿" + "z" * 190})
    response = sign_in(make.make_therapist()).post(NEW, typed)
    assert response.status_code == 302
    assert len(Case.objects.get().title) == 200


def test_the_office_opens_a_case_for_a_therapist_and_does_not_see_it() -> None:
    ana, office = make.make_therapist(), make.make_office()
    response = sign_in(office).post(NEW, intake(therapist=ana.pk))
    case = Case.objects.get()
    assert response.url == reverse("clients:client_list")
    assert list(Case.objects.visible_to(ana)) == [case]
    assert sign_in(office).get(url(case)).status_code == 404


def test_the_overview_shows_people_phase_and_what_is_open() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.give(case)
    page = sign_in(ana).get(url(case)).content.decode()
    for words in ("Zhao Lei", "Zhou Ting", "Partnership building", "A little better by tonight"):
        assert words in page
    assert_closed_to_strangers(url(case), "Zhao", case.code)
    assert sign_in(ana).post(url(case)).status_code == 405


def test_the_overview_costs_the_same_with_much_in_it() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    make.give(case)
    browser = sign_in(ana)
    one = queries_of(browser, url(case))
    for _number in range(30):
        make.give(case, "coping_list", to="B")
    assert queries_of(browser, url(case)) == one <= 12


def test_a_supervisor_reads_and_cannot_change() -> None:
    case = make.make_couple_case(make.make_therapist())
    browser = sign_in(make_supervisor(case))
    page = browser.get(url(case)).content.decode()
    assert "You read here" in page
    member = make.member(case)
    screening = reverse("clients:case_screening", args=[case.pk, member.pk])
    assert browser.post(screening, {"outcome": "clear"}).status_code == 403
    assert browser.post(url(case, "case_invite")).status_code == 403
    assert browser.post(url(case, "safety_flag_lower")).status_code == 403


def test_screening_is_recorded_and_a_concern_raises_the_flag() -> None:
    case = make.make_couple_case(ana := make.make_therapist(), screened=False)
    member = make.member(case)
    address = reverse("clients:case_screening", args=[case.pk, member.pk])
    typed = {"asked_alone_on": "2026-03-05", "outcome": "concern", "words": "Afraid at home"}
    assert sign_in(ana).post(address, typed).status_code == 302
    assert Screening.objects.get().words == "Afraid at home"
    assert Case.objects.get(pk=case.pk).safety_flag
    page = sign_in(ana).get(address).content.decode()
    assert "Afraid at home" in page
    assert AuditEvent.objects.filter(action="screening.read", case_id=case.pk).count() == 1
    assert_closed_to_strangers(address, "Afraid")


def test_a_screening_without_an_outcome_keeps_the_words() -> None:
    case = make.make_couple_case(ana := make.make_therapist(), screened=False)
    address = reverse("clients:case_screening", args=[case.pk, make.member(case).pk])
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()
    response = sign_in(ana).post(address, {"asked_alone_on": tomorrow, "words": "Typed already"})
    page = response.content.decode()
    assert "Typed already" in page
    assert "Choose what came of it" in page
    assert "not come yet" in page


def test_somebody_of_another_case_is_not_screened_here() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    other = make.member(make.make_individual_case(ana))
    address = reverse("clients:case_screening", args=[case.pk, other.pk])
    assert sign_in(ana).get(address).status_code == 404


def test_the_flag_is_lowered_only_after_everybody_was_asked_again() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    lei = make.member(case)
    ask = {"asked_alone_on": date(2026, 4, 1)}
    record_screening(ana, lei, outcome=Screening.Outcome.CONCERN, **ask)
    browser = sign_in(ana)
    page = browser.post(url(case, "safety_flag_lower"), follow=True).content.decode()
    assert "Ask Lei alone again first" in page
    record_screening(ana, lei, outcome=Screening.Outcome.CLEAR, **ask)
    lower_safety_flag(ana, case)
    assert not Case.objects.get(pk=case.pk).safety_flag
