"""Before the portal opens: what each person reads and agrees to, with their own login."""

import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Agreement, Answer, Case, Consent, SecretsPolicy
from clients.services.cases import open_case
from clients.services.grants import sync_grants
from clients.services.policies import choose_policy
from practice.models import AuditEvent, Practice, User
from tests import factories as make
from tests.clients.staff_pages import assert_closed_to_strangers, queries_of, sign_in

pytestmark = pytest.mark.django_db
PAGES = ("portal_today", "portal_homework", "portal_kept", "portal_progress", "portal_sharing")


@pytest.fixture
def ana() -> User:
    return make.make_therapist()


@pytest.fixture
def couple(ana: User) -> Case:
    """Two people on their first day: neither has agreed to anything."""
    people = [make.make_client(ana, name) for name in ("Zhao Lei", "Zhou Ting")]
    return open_case(ana, people, secrets_policy=Case.Secrets.LIMITED)


def portal(case: Case, name: str = "portal_agree", *args: Any) -> str:
    return reverse(f"clients:{name}", args=[case.pk, *args])


def read_in(browser: Browser, url: str) -> str:
    """The hash that the page sends along with a yes."""
    page = browser.get(url).content.decode()
    return page.partition('name="read" value="')[2].partition('"')[0]


def agree(browser: Browser, case: Case) -> str:
    """A yes to what stands there; where it leads."""
    url = portal(case)
    return browser.post(url, {"read": read_in(browser, url)}).headers["Location"]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_leads_to_what_is_to_be_read_first(couple: Case, name: str) -> None:
    browser = sign_in(make.login_of(couple))
    assert browser.get(portal(couple, name)).headers["Location"] == portal(couple)


def test_both_texts_one_after_the_other_then_the_portal_is_open(couple: Case) -> None:
    browser = sign_in(make.login_of(couple))
    assert browser.get("/portal/").headers["Location"] == portal(couple, "portal_today")
    assert "Before you use this space" in browser.get(portal(couple)).content.decode()
    assert agree(browser, couple) == portal(couple)
    assert browser.get(portal(couple, "portal_today")).status_code == 302
    assert "Some things may stay" in browser.get(portal(couple)).content.decode()
    assert agree(browser, couple) == portal(couple)
    assert browser.get(portal(couple)).headers["Location"] == portal(couple, "portal_today")
    assert browser.get(portal(couple, "portal_today")).status_code == 200


def test_what_is_kept_of_it(couple: Case) -> None:
    browser, user = sign_in(make.login_of(couple)), make.login_of(couple)
    agree(browser, couple)
    agree(browser, couple)
    consent, policy = Consent.objects.get(), SecretsPolicy.objects.get()
    signed = Agreement.objects.get()
    assert (consent.kind, consent.how, consent.recorded_by) == ("portal", "portal", user)
    assert "Nobody watches it" in consent.words
    assert (signed.policy, signed.content_hash) == (policy, policy.content_hash)
    assert (len(signed.content_hash), signed.how, signed.recorded_by) == (64, "portal", user)
    acts = AuditEvent.objects.filter(actor_id=user.pk).values_list("action", flat=True)
    assert {"consent.given", "policy.signed"} <= set(acts)


def test_the_partners_yes_opens_nothing_and_is_not_told(couple: Case) -> None:
    other = sign_in(make.login_of(couple, "B"))
    agree(other, couple)
    before = other.get(portal(couple)).content.decode()
    make.agree(couple, "A")
    after = other.get(portal(couple)).content.decode()
    assert strip(before) == strip(after)
    assert other.get(portal(couple, "portal_today")).status_code == 302


def strip(page: str) -> str:
    head, _mark, rest = page.partition('name="csrfmiddlewaretoken" value="')
    while rest:
        _token, _mark, rest = rest.partition('"')
        more, _mark, rest = rest.partition('name="csrfmiddlewaretoken" value="')
        head += more
    return head


@pytest.mark.parametrize("read", ["", "0" * 64, "x" * 500])
def test_a_yes_to_other_words_is_no_yes(couple: Case, read: str) -> None:
    browser = sign_in(make.login_of(couple))
    page = browser.post(portal(couple), {"read": read})
    assert (page.status_code, "The words have changed" in page.content.decode()) == (200, True)
    assert Consent.objects.count() == 0


def test_one_person_alone_signs_no_policy(ana: User) -> None:
    case = open_case(ana, [make.make_client(ana)])
    browser = sign_in(make.login_of(case))
    agree(browser, case)
    assert browser.get(portal(case, "portal_today")).status_code == 200


def test_a_changed_policy_asks_again_and_keeps_what_was_being_typed(ana: User) -> None:
    couple = make.make_couple_case(ana)
    given = make.give(couple)
    make.write(given, {"hope": "Words from before"})
    user = make.login_of(couple)
    browser, page = sign_in(user), reverse("clients:portal_exercise", args=[given.pk])
    choose_policy(ana, couple, "no_secrets")
    section = given.exercise.fields[0].key
    sent = {"section": section, section: "Half a sentence", "version": 9, "key": str(uuid.uuid4())}
    kept = browser.post(page, sent, headers={"X-Autosave": "1"})
    assert kept.status_code == 200
    assert Answer.objects.get(assignment=given, member=given.member).data[section]["text"] == (
        "Half a sentence"
    )
    saved = browser.post(page, sent | {section: "A whole sentence", "key": str(uuid.uuid4())})
    assert saved.headers["Location"] == page
    assert browser.get(page).headers["Location"] == portal(couple)
    assert browser.get(portal(couple, "portal_kept")).headers["Location"] == portal(couple)
    own = browser.get(portal(couple, "portal_own_words")).content.decode()
    assert "A whole sentence" in own
    agree(browser, couple)
    assert browser.get(page).status_code == 200
    assert SecretsPolicy.objects.count() == 2
    assert Agreement.objects.filter(member=given.member).count() == 2


def test_a_form_that_comes_too_late_gives_its_words_back(ana: User) -> None:
    couple = make.make_couple_case(ana)
    browser = sign_in(make.login_of(couple))
    choose_policy(ana, couple, "full")
    page = browser.post(portal(couple, "portal_words_new", "inner"), {"words": "Slow is fine"})
    assert (page.status_code, "Slow is fine" in page.content.decode()) == (404, True)


def test_the_line_above_a_field_follows_the_policy_that_was_signed(ana: User) -> None:
    couple = make.make_couple_case(ana)
    page = reverse("clients:portal_exercise", args=[make.give(couple).pk])
    browser = sign_in(make.login_of(couple))
    assert "will ask you before" in browser.get(page).content.decode()
    choose_policy(ana, couple, "no_secrets")
    agree(browser, couple)
    assert "may bring it to you both" in browser.get(page).content.decode()


def test_taking_back_the_portal_closes_it_and_keeps_the_words(ana: User) -> None:
    case = make.make_individual_case(ana)
    given = make.give(case)
    make.write(given, {given.exercise.fields[0].key: "Kept words"})
    browser = sign_in(make.login_of(case))
    consent = Consent.objects.get(kind="portal")
    url = portal(case, "portal_withdraw", consent.pk)
    assert "closes for you at once" in browser.get(url).content.decode()
    assert browser.post(url).status_code == 302
    assert browser.get(portal(case, "portal_today")).headers["Location"] == portal(case)
    exercise = reverse("clients:portal_exercise", args=[given.pk])
    autosave = browser.post(exercise, {"section": "x"}, headers={"X-Autosave": "1"})
    assert autosave.status_code == 404
    assert Answer.objects.count() == 1
    told = sign_in(ana).get(reverse("clients:case_consent", args=[case.pk])).content.decode()
    assert "Nothing on record yet for: the portal" in told
    agree(browser, case)
    assert "Kept words" in browser.get(portal(case, "portal_own_words")).content.decode()


@pytest.mark.parametrize("name", ["portal_agree", "portal_own_words", "portal_agreed"])
def test_pages_stay_light(ana: User, name: str) -> None:
    couple = make.make_couple_case(ana)
    if name == "portal_agree":
        choose_policy(ana, couple, "full")
    assert queries_of(sign_in(make.login_of(couple)), portal(couple, name)) <= 4


@pytest.mark.parametrize("name", ["portal_agree", "portal_own_words", "portal_agreed"])
def test_nobody_elses_door_exists(couple: Case, ana: User, name: str) -> None:
    other = make.make_couple_case(ana, ("Liu Jia", "Li An"))
    assert sign_in(make.login_of(other)).get(portal(couple, name)).status_code == 404
    assert_closed_to_strangers(portal(couple, name), "Some things")


def test_whoever_comes_of_age_walks_in_without_anybodys_act() -> None:
    case = make.make_individual_case(make.make_therapist())
    person = make.member(case).client
    type(person)._default_manager.filter(pk=person.pk).update(born_on=Practice.load().today())
    sync_grants(case)
    agree_page = reverse("clients:portal_agree", args=[case.pk])
    client = sign_in(make.login_of(case))
    assert "One more yes is needed" in client.get(agree_page).content.decode()
    type(person)._default_manager.filter(pk=person.pk).update(born_on="1990-01-01")
    arrived = client.get(reverse("clients:portal_today", args=[case.pk]), follow=True)
    assert arrived.status_code == 200
    assert arrived.request["PATH_INFO"] == reverse("clients:portal_today", args=[case.pk])
