"""People and their contact fields: who sees whom, what is refused and in which words."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from clients.models import Client, Invitation
from clients.services.people import change_contact
from practice.models import User
from tests import factories as make
from tests.clients.staff_pages import make_supervisor, queries_of, sign_in

pytestmark = pytest.mark.django_db
PEOPLE = "/clients/"


def url(client: Client, name: str = "client_detail") -> str:
    return reverse(f"clients:{name}", args=[client.pk])


def typed(**changes: Any) -> dict[str, Any]:
    return {"legal_name": "Zhao Lei", "name": "Lei", "channel": "email"} | changes


def somebody(therapist: User | None = None, name: str = "Zhao Lei") -> Client:
    case = make.make_individual_case(therapist or make.make_therapist(), name)
    return case.members.get().client


def test_office_sees_everybody_and_a_therapist_those_of_own_cases() -> None:
    ana, ben = make.make_therapist(), make.make_therapist("Ben")
    somebody(ana, "Zhao Lei"), somebody(ben, "Liu Jia")
    make.make_client(ben, "Without Case")
    seen = {
        user.name: [row.legal_name for row in sign_in(user).get(PEOPLE).context["list"].page]
        for user in (ana, make.make_office())
    }
    assert seen == {"Ana Ruiz": ["Zhao Lei"], "Office": ["Liu Jia", "Without Case", "Zhao Lei"]}


def test_a_supervisor_and_a_client_have_no_such_page() -> None:
    case = make.make_individual_case(make.make_therapist())
    for user in (make_supervisor(case), make.login_of(case)):
        assert sign_in(user).get(PEOPLE).status_code == 404
        assert sign_in(user).get(url(make.member(case).client)).status_code == 404


def test_somebody_of_another_therapist_does_not_exist() -> None:
    client = somebody(name="Secret Name")
    ben = sign_in(make.make_therapist("Ben"))
    for name in ("client_detail", "client_edit"):
        response = ben.get(url(client, name))
        assert response.status_code == 404
        assert "Secret" not in response.content.decode()
    assert ben.post(url(client, "client_invite")).status_code == 404
    assert ben.get(f"{PEOPLE}?q=Secret").context["list"].page.paginator.count == 0


def test_the_list_costs_the_same_with_one_person_and_with_thirty() -> None:
    office = make.make_office()
    make.make_client(office, "First One")
    browser = sign_in(office)
    one = queries_of(browser, PEOPLE)
    for number in range(30):
        make.make_client(office, f"Person {number}", login=False)
    assert queries_of(browser, PEOPLE) == one <= 12


def test_the_office_adds_somebody_and_sees_no_clinical_page() -> None:
    browser = sign_in(make.make_office())
    response = browser.post("/clients/new/", typed(born_on="1988-03-05", pronouns="she/her"))
    client = Client.objects.get()
    assert response.url == url(client)
    assert "5 Mar 1988" in browser.get(url(client)).content.decode()
    for page in ("/today/", "/cases/"):
        assert browser.get(page).status_code == 404


def test_a_therapist_adds_people_by_opening_a_case() -> None:
    assert sign_in(make.make_therapist()).get("/clients/new/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"born_on": "1890-05-01"}, "born_on", "check the year"),
        ({"born_on": "2990-05-01"}, "born_on", "not come yet"),
        ({"born_on": "5 March"}, "born_on", "such as 2026-03-05"),
        ({"legal_name": ""}, "legal_name", "Write the person’s name"),
        ({"legal_name": "x" * 201}, "legal_name", "at most 200"),
        ({"email": "at.home"}, "email", "does not look like an address"),
        ({"email": "TAKEN@test.example"}, "email", "cannot be used here"),
        ({"contact_rules": "x" * 201}, "contact_rules", "at most 200"),
        ({"channel": "pigeon"}, "channel", "valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_kept(
    changes: dict[str, str], field: str, words: str
) -> None:
    office = make.make_office()
    make.make_client(office, "Somebody Else")
    Client.objects.update(email="taken@test.example")
    response = sign_in(office).post("/clients/new/", typed(**changes, pronouns="they 🌿"))
    assert words in " ".join(response.context["form"].errors[field])
    page = response.content.decode()
    assert "they 🌿" in page
    assert "Somebody Else" not in page
    assert Client.objects.count() == 1


def test_a_new_name_is_followed_by_the_case_it_stands_in() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    client = make.member(case).client
    response = sign_in(ana).post(url(client, "client_edit"), typed(name="Leilei"))
    assert response.url == url(client)
    case.refresh_from_db()
    assert case.title == "Leilei & Ting"


def test_a_case_shown_under_another_name_keeps_it() -> None:
    case = make.make_couple_case(ana := make.make_therapist())
    case.title = "The gardeners"
    case.save()
    change_contact(ana, make.member(case).client, name="Leilei")
    case.refresh_from_db()
    assert case.title == "The gardeners"


def test_somebody_keeps_their_own_address_when_changed() -> None:
    client = somebody(ana := make.make_therapist())
    Client.objects.filter(pk=client.pk).update(email="lei@test.example")
    changes = typed(email="lei@test.example", phone="0660 1")
    assert sign_in(ana).post(url(client, "client_edit"), changes).status_code == 302


def test_the_button_invites_or_says_why_not() -> None:
    case = make.make_individual_case(ana := make.make_therapist())
    client = make.member(case).client
    Client.objects.filter(pk=client.pk).update(user=None, email="lei@test.example")
    browser = sign_in(ana)
    page = browser.post(url(client, "client_invite"), follow=True).content.decode()
    assert "is invited" in page
    assert "Send again" in page
    assert Invitation.objects.get().email == "lei@test.example"
    assert [message.to for message in mail.outbox] == [["lei@test.example"]]
    Client.objects.filter(pk=client.pk).update(email="")
    page = browser.post(url(client, "client_invite"), follow=True).content.decode()
    assert "is invited" not in page
    assert Invitation.objects.count() == 1


def test_the_button_leads_back_to_our_own_pages_alone() -> None:
    client = somebody(ana := make.make_therapist())
    browser = sign_in(ana)
    for asked, leads_to in ((PEOPLE, PEOPLE), ("https://evil.example/", url(client))):
        assert browser.post(url(client, "client_invite"), {"next": asked}).url == leads_to
    assert browser.get(url(client, "client_invite")).status_code == 405
