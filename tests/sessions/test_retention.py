"""How long records are kept, what holds them, and their end in two steps."""

import hashlib
import io
from datetime import date
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clients.models import Case, Client, Destruction, LegalHold
from practice.models import AuditEvent, Practice, RetentionRule, User
from practice.services.practice_rules import choose_retention
from sessions.models import ProcessNote, Session
from sessions.services.retention import months_after, term_of, terms_due, years_after
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.sessions.hours import hour, signed

pytestmark = pytest.mark.django_db
RULE = {"years": 7, "majority_age": 18, "years_after_majority": 3, "process_months": 3}
LONG_AGO = date(2010, 6, 1)


def url(case: Case, name: str = "case") -> str:
    return reverse(f"sessions:retention_{name}", args=[case.pk])


def choose(owner: User, **rule: Any) -> RetentionRule:
    return choose_retention(owner, **RULE | rule)


def old_case(therapist: User, *, couple: bool = False) -> Case:
    """With one session and one signed note, all of it long ago."""
    case = make.make_couple_case(therapist) if couple else make.make_individual_case(therapist)
    therapy_session = hour(therapist, case)
    if couple:
        signed(therapist, therapy_session)
    return put_back(case, LONG_AGO)


def put_back(case: Case, day: date) -> Case:
    Case.objects.filter(pk=case.pk).update(opened_on=day)
    case.members.update(joined_on=day)
    Session.objects.filter(case=case).update(starts_at=Practice.load().instant(day))
    case.refresh_from_db()
    return case


def born(case: Case, *days: date) -> None:
    for member, day in zip(case.members.all(), days, strict=True):
        Client.objects.filter(pk=member.client_id).update(born_on=day)


def owner_of_practice() -> User:
    return make.make_user("Olga", is_owner=True)


@pytest.fixture
def ana() -> User:
    return make.make_therapist("Ana Ruiz", credentials="MSc")


@pytest.fixture
def owner() -> User:
    return owner_of_practice()


def text_of(answer: HttpResponse) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def post(browser: Browser, case: Case, name: str, **data: Any) -> str:
    answer = browser.post(url(case, name), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


# --- the time


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2020, 5, 4), 7, date(2027, 5, 4)),
        (date(2020, 2, 29), 1, date(2021, 3, 1)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 5, 4), -7, date(2013, 5, 4)),
    ],
)
def test_years_are_counted_on_the_calendar(day: date, years: int, then: date) -> None:
    assert years_after(day, years) == then


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2020, 11, 30), 3, date(2021, 3, 1)),
        (date(2020, 11, 15), 3, date(2021, 2, 15)),
        (date(2020, 12, 31), 12, date(2021, 12, 31)),
        (date(2021, 1, 31), -2, date(2020, 12, 1)),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_an_adult_is_kept_from_the_last_contact(ana: User, owner: User) -> None:
    rule, case = choose(owner), old_case(ana)
    born(case, date(1980, 1, 1))
    term = term_of(case, rule)
    assert (term.last_contact, term.due_on) == (LONG_AGO, date(2017, 6, 1))
    assert term.reflections_on == date(2010, 9, 1)
    Case.objects.filter(pk=case.pk).update(closed_on=date(2012, 1, 1))
    assert term_of(case, rule).due_on == date(2019, 1, 1)
    Session.objects.filter(case=case).update(starts_at=Practice.load().instant(date(2013, 1, 1)))
    assert term_of(case, rule).due_on == date(2020, 1, 1)
    Session.objects.filter(case=case).update(status="cancelled")
    assert term_of(case, rule).due_on == date(2019, 1, 1)


def test_somebody_under_age_is_kept_until_the_later_of_the_two(ana: User, owner: User) -> None:
    case = old_case(ana)
    born(case, date(2000, 3, 1))  # ten years old then
    assert term_of(case, choose(owner)).due_on == date(2021, 3, 1)
    assert term_of(case, choose(owner, years=15)).due_on == date(2025, 6, 1)
    born(case, date(1992, 5, 1))  # eighteen since a month
    assert term_of(case, choose(owner, years_after_majority=20)).due_on == date(2017, 6, 1)


def test_of_a_couple_the_later_of_the_two_counts(ana: User, owner: User) -> None:
    case = old_case(ana, couple=True)
    born(case, date(1980, 1, 1), date(1993, 3, 1))
    rule = choose(owner, years_after_majority=10)
    assert term_of(case, rule).due_on == date(2021, 3, 1)
    assert not term_of(case, rule).lacks_birth_date


def test_the_list_has_what_is_due_and_nothing_else(ana: User, owner: User) -> None:
    rule, due, recent = choose(owner), old_case(ana), make.make_individual_case(ana, "New One")
    child = old_case(ana)
    born(child, years_after(Practice.load().today(), -20))
    put_back(child, years_after(Practice.load().today(), -8))
    today = Practice.load().today()
    reflections = [term.case for term in terms_due(Case.objects.all(), rule, until=today)]
    assert reflections == [due, child]  # the child's reflections alone
    whole = choose(owner, process_months=None)
    found = terms_due(Case.objects.all(), whole, until=today)
    assert [term.case for term in found] == [due]
    assert recent.pk not in {term.case.pk for term in found}


def test_without_a_choice_nothing_is_due(ana: User, owner: User) -> None:
    case, browser = old_case(ana), sign_in(owner)
    page = browser.get(reverse("sessions:retention_list")).content.decode()
    assert "has not chosen yet how long records are kept" in page
    assert case.code not in page
    other = make.make_user("Pia", is_owner=True)
    said = post(browser, case, "propose", what="record", asked=other.pk)
    assert "has not chosen yet how long records are kept" in said
    assert not Destruction.objects.exists()


# --- the hold


def test_a_hold_keeps_everything_and_says_who_and_why(ana: User, owner: User) -> None:
    choose(owner)
    case, browser = old_case(ana), sign_in(ana)
    assert "Write why" in post(browser, case, "hold", reason="  ")
    said = post(browser, case, "hold", reason="A court asked for it.")
    assert "Set by Ana Ruiz" in said
    assert "A court asked for it." in said
    assert "A legal hold stands already." in post(browser, case, "hold", reason="Again.")
    refused = post(browser, case, "propose", what="record", asked=owner.pk)
    assert "A legal hold stands since" in refused
    assert not Destruction.objects.exists()
    # No road past it: the database's own keys keep a case with a hold.
    with pytest.raises(ProtectedError):
        case.delete()
    with pytest.raises(ProtectedError):
        case.members.get().client.delete()
    listed = sign_in(owner).get(reverse("sessions:retention_list")).content.decode()
    assert "Under a legal hold" in listed
    assert "The legal hold is lifted." in post(sign_in(owner), case, "lift")
    row = LegalHold.objects.get()
    assert (row.set_by, row.lifted_by) == (ana, owner)
    events = AuditEvent.objects.filter(action__startswith="hold.").order_by("pk")
    assert [(one.action, one.actor_id) for one in events] == [
        ("hold.set", ana.pk),
        ("hold.lifted", owner.pk),
    ]
    assert "court" not in str([one.detail for one in events])


def test_a_hold_that_comes_late_stops_what_was_proposed(ana: User, owner: User) -> None:
    choose(owner)
    case, mine, theirs = old_case(ana), sign_in(ana), sign_in(owner)
    post(mine, case, "propose", what="record", asked=owner.pk)
    post(mine, case, "hold", reason="A complaint came in.")
    assert "A legal hold stands since" in post(theirs, case, "destroy", code=case.code)
    assert Case.objects.filter(pk=case.pk).exists()
    post(mine, case, "lift")
    assert "It is removed." in post(theirs, case, "destroy", code=case.code)


# --- the end


def test_one_proposes_and_the_other_confirms_with_the_code(ana: User, owner: User) -> None:
    choose(owner)
    case, mine, theirs = old_case(ana, couple=True), sign_in(ana), sign_in(owner)
    logins = [member.client.user_id for member in case.members.select_related("client")]
    assert "Choose who is to confirm it." in post(mine, case, "propose", what="record")
    said = post(mine, case, "propose", what="record", asked=owner.pk)
    assert "Olga is asked to confirm it." in said
    assert case.code in theirs.get(reverse("sessions:retention_list")).content.decode()
    # Whoever proposed it does not confirm it, and a wrong code removes nothing.
    assert "Somebody else was asked" in post(mine, case, "destroy", code=case.code)
    assert "This is not the code of the case." in post(theirs, case, "destroy", code="AAA-AAA")
    assert Case.objects.filter(pk=case.pk).exists()
    assert "It is removed." in post(theirs, case, "destroy", code=case.code.lower())
    assert not Case.objects.filter(pk=case.pk).exists()
    assert not User.objects.filter(pk__in=logins).exists()
    assert not Client.objects.exists()
    row = Destruction.objects.get()
    assert hashlib.sha256(bytes(row.certificate)).hexdigest() == row.sha256
    event = AuditEvent.objects.get(action="case.destroyed")
    assert (event.actor_id, event.detail["certificate"]) == (owner.pk, row.sha256)
    assert theirs.get(url(case)).status_code == 404


def test_the_certificate_tells_the_act_and_no_person(ana: User, owner: User) -> None:
    choose(owner)
    case, browser = old_case(ana, couple=True), sign_in(owner)
    names = [member.client.legal_name for member in case.members.select_related("client")]
    post(browser, case, "propose", what="record", asked=ana.pk)
    post(sign_in(ana), case, "destroy", code=case.code)
    paper = reverse("sessions:certificate_pdf", args=[Destruction.objects.get().pk])
    answer = browser.get(paper)
    text = text_of(answer)
    for told in (case.code, "by Olga", "by Ana Ruiz, MSc", "1 Jun 2010", "1 Jun 2017", "7 years"):
        assert told in text, told
    assert [name for name in names if name in text] == []
    assert "certificate-" in answer["Content-Disposition"]
    assert sign_in(ana).get(paper).status_code == 200
    assert sign_in(make.make_therapist("Ben Roth")).get(paper).status_code == 404
    printed = AuditEvent.objects.filter(action="certificate.printed")
    assert set(printed.values_list("actor_id", flat=True)) == {owner.pk, ana.pk}


def test_whoever_works_alone_confirms_on_their_own() -> None:
    eva = make.make_therapist("Eva Stone", is_owner=True)
    choose(eva)
    case, browser = old_case(eva), sign_in(eva)
    said = post(browser, case, "propose", what="record")
    assert "Remove it for good" in said
    assert Case.objects.exists()  # two steps all the same
    assert "It is removed." in post(browser, case, "destroy", code=case.code)


def test_alone_is_asked_again_at_the_second_step() -> None:
    eva = make.make_therapist("Eva Stone", is_owner=True)
    choose(eva)
    case, browser = old_case(eva), sign_in(eva)
    post(browser, case, "propose", what="record")
    make.make_therapist("Ben")
    assert "ask somebody anew" in post(browser, case, "destroy", code=case.code)
    assert Case.objects.filter(pk=case.pk).exists()


def test_the_words_of_a_hold_are_for_those_who_decide(ana: User, owner: User) -> None:
    choose(owner)
    case, ben = old_case(ana), make.make_therapist("Ben")
    post(sign_in(ana), case, "propose", what="record", asked=ben.pk)
    post(sign_in(ana), case, "hold", reason="A court asked for it.")
    page = reverse("sessions:retention_case", args=[case.pk])
    assert "A court asked" in sign_in(ana).get(page).content.decode()
    seen = sign_in(ben).get(page).content.decode()
    assert "Set by Ana Ruiz" in seen
    assert "A court asked" not in seen


def test_what_is_not_over_stays(ana: User, owner: User) -> None:
    choose(owner)
    case, browser = make.make_individual_case(ana), sign_in(owner)
    said = post(browser, case, "propose", what="record", asked=ana.pk)
    assert "The time of keeping is not over." in said
    assert not Destruction.objects.exists()


def test_a_session_that_came_meanwhile_keeps_the_record(ana: User, owner: User) -> None:
    choose(owner)
    case = old_case(ana)
    post(sign_in(owner), case, "propose", what="record", asked=ana.pk)
    hour(ana, case)
    said = post(sign_in(ana), case, "destroy", code=case.code)
    assert "The time of keeping is not over." in said
    assert Case.objects.exists()


def test_a_proposal_can_be_taken_back(ana: User, owner: User) -> None:
    choose(owner)
    case, browser = old_case(ana), sign_in(owner)
    post(browser, case, "propose", what="record", asked=ana.pk)
    assert "proposed already" in post(browser, case, "propose", what="record", asked=ana.pk)
    assert "Everything stays." in post(browser, case, "withdraw")
    assert sign_in(ana).post(url(case, "destroy"), {"code": case.code}).status_code == 404
    assert Case.objects.exists()
    post(browser, case, "propose", what="record", asked=ana.pk)
    assert Destruction.objects.waiting().count() == 1


def test_private_reflections_have_a_clock_of_their_own(ana: User, owner: User) -> None:
    choose(owner, years=40)
    case, browser = old_case(ana), sign_in(owner)
    therapy_session = case.therapy_sessions.get()
    ProcessNote.objects.create(
        therapy_session=therapy_session,
        author=ana,
        words="Mine alone.",
        version=1,
        changed_at=timezone.now(),
    )
    page = browser.get(url(case)).content.decode()
    assert "private reflections alone" in page
    assert "the whole record" not in page
    post(browser, case, "propose", what="reflections", asked=ana.pk)
    post(sign_in(ana), case, "destroy", code=case.code)
    assert not ProcessNote.objects.exists()
    assert Session.objects.filter(pk=therapy_session.pk).exists()
    assert case.code in browser.get(reverse("sessions:retention_list")).content.decode()
    assert (
        terms_due(Case.objects.all(), RetentionRule.in_force(), until=Practice.load().today()) == []
    )  # type: ignore[arg-type] # chosen above


# --- who comes in


def test_only_who_decides_about_it_finds_the_page(ana: User, owner: User) -> None:
    choose(owner)
    case = old_case(ana)
    member = case.members.select_related("client__user").get().client.user
    for person in (make.make_therapist("Ben"), make.make_office(), member):
        browser = sign_in(person)
        assert browser.get(url(case)).status_code == 404
        for name in ("hold", "lift", "propose", "withdraw", "destroy"):
            assert browser.post(url(case, name), {"reason": "x"}).status_code == 404, name
    sam = make.make_user("Sam", is_supervisor=True)
    post(sign_in(owner), case, "propose", what="record", asked=sam.pk)
    asked = sign_in(sam)
    assert asked.get(url(case)).status_code == 200
    assert "Asked of you" in asked.get(reverse("clients:today")).content.decode()
    assert asked.post(url(case, "hold"), {"reason": "x"}).status_code == 404
    assert asked.get(reverse("clients:case_detail", args=[case.pk])).status_code == 404
    post(asked, case, "withdraw")
    assert asked.get(url(case)).status_code == 404


def test_nobody_decides_about_a_case_that_they_are_in(ana: User) -> None:
    case = old_case(ana)
    login = case.members.select_related("client__user").get().client.user
    assert login is not None
    login.is_owner = True
    login.save()
    choose(login)
    browser = sign_in(login)
    assert browser.get(url(case)).status_code == 404
    assert case.code not in browser.get(reverse("sessions:retention_list")).content.decode()
    other = owner_of_practice()
    refused = post(sign_in(other), case, "propose", what="record", asked=login.pk)
    assert "Select a valid choice" in refused


def test_the_list_asks_the_same_of_the_database_for_many(
    ana: User, owner: User, django_assert_num_queries: Any
) -> None:
    choose(owner)
    browser, address = sign_in(owner), reverse("sessions:retention_list")
    old_case(ana)
    browser.get(address)
    with django_assert_num_queries(10, exact=False):
        assert browser.get(address).content.decode().count("1 Jun 2017") == 1
    for _number in range(3):
        old_case(ana)
    with django_assert_num_queries(10, exact=False):
        assert browser.get(address).content.decode().count("1 Jun 2017") == 4
