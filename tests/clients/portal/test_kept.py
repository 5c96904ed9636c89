"""What stays: words and habits of one's own, kept, changed and put away; nothing of the other."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Answer, Case, Quote, Ritual
from clients.models.answer import Audience
from clients.services import kept
from clients.services.cases import open_case, record_screening
from clients.services.team import leave_case
from practice.models import AuditEvent
from tests import factories as make
from tests.clients.portal.test_pages import reads, signed_in
from tests.clients.staff_pages import assert_closed_to_strangers, queries_of, sign_in

pytestmark = pytest.mark.django_db
HABIT = {"name": "A word at the door", "cadence": "per_event", "since": "2026-03-05"}


@pytest.fixture
def case() -> Case:
    return make.make_couple_case(make.make_therapist())


@pytest.fixture
def browse(case: Case) -> Browser:
    return signed_in(make.login_of(case))


def page(browser: Browser, case: Case) -> str:
    return browser.get(reverse("clients:portal_kept", args=[case.pk])).content.decode()


def add(browser: Browser, case: Case, words: str, kind: str = "protect", **more: str) -> Any:
    url = reverse("clients:portal_words_new", args=[case.pk, kind])
    return browser.post(url, {"words": words, "audience": "therapist"} | more)


def joint_answer(case: Case) -> Answer:
    given = make.give(case, to=None)
    return make.write(given, {"my_picture": "Tea at four"}, member=None, audience="all")


def joint_habit(case: Case, name: str = "Tea at four") -> Ritual:
    user, source = make.login_of(case), joint_answer(case)
    return kept.begin_ritual(user, case, kept.Habit(name), source=source)


@pytest.mark.parametrize("kind", Quote.Kind.values)
def test_words_are_kept_and_read_again(kind: str, case: Case, browse: Browser) -> None:
    form = browse.get(reverse("clients:portal_words_new", args=[case.pk, kind])).content.decode()
    assert "Who may see this?" in form
    assert add(browse, case, "The garden on Sundays", kind).status_code == 302
    assert "The garden on Sundays" in page(browse, case)
    row = Quote.objects.get()
    assert (row.kind, row.audience, row.member.position) == (kind, "therapist", "A")
    assert AuditEvent.objects.filter(action="words.kept", subject_id=row.pk).exists()


def test_an_empty_form_says_what_is_missing_and_keeps_the_choice(
    case: Case, browse: Browser
) -> None:
    found = add(browse, case, " ", audience="self")
    assert (found.status_code, Quote.objects.count()) == (200, 0)
    assert "Please write something here" in found.content.decode()
    assert found.context["form"]["audience"].value() == "self"


@pytest.mark.parametrize("audience", ["all", "partners", "everyone", ""])
def test_words_never_go_to_the_partner_by_a_form(
    audience: str, case: Case, browse: Browser
) -> None:
    assert add(browse, case, "Mine", audience=audience).status_code == 200
    assert not Quote.objects.exists()


def test_what_is_no_kind_does_not_exist(case: Case, browse: Browser) -> None:
    assert add(browse, case, "Mine", "hats").status_code == 404


def test_put_away_and_taken_up_again(case: Case, browse: Browser) -> None:
    add(browse, case, "Mine")
    url = reverse("clients:portal_words_rest", args=[case.pk, Quote.objects.get().pk])
    browse.post(url)
    assert "Put away" in page(browse, case)
    browse.post(url)
    assert "Take it up again" not in page(browse, case)


def test_two_tabs_show_both_wordings_and_lose_neither(case: Case, browse: Browser) -> None:
    add(browse, case, "First")
    row = Quote.objects.get()
    url = reverse("clients:portal_words", args=[case.pk, row.pk])
    base = {"version": row.version, "audience": "self"}
    assert browse.post(url, base | {"words": "Second"}).status_code == 302
    found = browse.post(url, base | {"words": "Third"})
    told = found.content.decode()
    assert (found.status_code, "Second" in told, "Third" in told) == (200, True, True)
    again = {"version": found.context["form"]["version"].value(), "words": "Third"}
    browse.post(url, base | again)
    row.refresh_from_db()
    assert (row.words, row.audience) == ("Third", "self")


def test_a_problem_has_one_name(case: Case, browse: Browser) -> None:
    add(browse, case, "The fog", "problem")
    add(browse, case, "The wave", "problem")
    first = Quote.objects.order_by("kept_at").first()
    assert first is not None
    assert [row.words for row in Quote.objects.filter(retired_at=None)] == ["The wave"]
    browse.post(reverse("clients:portal_words_rest", args=[case.pk, first.pk]))
    assert [row.words for row in Quote.objects.filter(retired_at=None)] == ["The fog"]


def raise_flag(case: Case, position: str = "B") -> None:
    record_screening(
        case.workers.get().user, make.member(case, position),
        asked_alone_on=date(2026, 3, 9), outcome="concern",
    )  # fmt: skip


def test_a_name_as_of_a_visitor_is_not_asked_for_in_danger(case: Case) -> None:
    alone = make.agree(open_case(case.workers.get().user, [make.member(case).client]))
    browser = signed_in(make.login_of(case))
    assert "Give it a name" in page(browser, alone)
    raise_flag(alone, "A")
    assert "Give it a name" not in page(browser, alone)
    assert add(browser, alone, "The wave", "problem").status_code == 404


def test_nor_in_a_couple_before_each_was_asked_alone() -> None:
    case = make.make_couple_case(make.make_therapist(), screened=False)
    browser = signed_in(make.login_of(case))
    assert "A name for" not in page(browser, case)
    assert add(browser, case, "The wave", "problem").status_code == 404


def test_a_name_stays_in_sight_whatever_comes_later(case: Case, browse: Browser) -> None:
    """In a couple a later concern changes nothing of it: the other would learn of the concern."""
    add(browse, case, "The fog", "problem")
    raise_flag(case)
    assert "The fog" in page(browse, case)
    assert add(browse, case, "The wave", "problem").status_code == 302


def test_a_habit_is_written_down_changed_and_rests(case: Case, browse: Browser) -> None:
    new = reverse("clients:portal_habit_new", args=[case.pk])
    form = browse.get(new).content.decode()
    assert "How often?" in form
    often = ("Every day", "Every week", "Each time something happens", "Now and then")
    assert [words for words in often if words not in form] == []
    browse.post(new, HABIT | {"audience": "self", "minutes": "15", "meaning": "We part well"})
    row = Ritual.objects.get()
    told = page(browse, case)
    assert all(words in told for words in ("A word at the door", "15 minutes", "We part well"))
    edit = reverse("clients:portal_habit", args=[case.pk, row.pk])
    changed = HABIT | {"audience": "therapist", "name": "A word", "version": row.version}
    assert browse.post(edit, changed).status_code == 302
    clash = browse.post(edit, changed | {"name": "Another"}).content.decode()
    assert "changed somewhere else" in clash
    assert 'value="Another"' in clash
    browse.post(reverse("clients:portal_habit_rest", args=[case.pk, row.pk]))
    row.refresh_from_db()
    assert (row.name, row.audience, row.retired_on is None) == ("A word", "therapist", False)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({"minutes": "-3"}, "greater than or equal to 1"),
        ({"minutes": "often"}, "whole number"),
        ({"since": "someday"}, "Write the date as"),
        ({"cadence": "hourly"}, "Select a valid choice"),
        ({"name": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_habit_that_is_not_right_comes_back_whole(
    spoilt: dict[str, str], said: str, case: Case, browse: Browser
) -> None:
    url = reverse("clients:portal_habit_new", args=[case.pk])
    found = browse.post(url, HABIT | {"audience": "self", "meaning": "Kept words"} | spoilt)
    told = found.content.decode()
    assert (said in told, "Kept words" in told, Ritual.objects.exists()) == (True, True, False)


def test_a_joint_habit_belongs_to_both_and_either_may_change_it(case: Case) -> None:
    row = joint_habit(case)
    assert (row.member, row.audience) == (None, Audience.ALL)
    for position in "AB":
        browser = signed_in(make.login_of(case, position))
        row.refresh_from_db()
        assert row.name in page(browser, case)
        edit = reverse("clients:portal_habit", args=[case.pk, row.pk])
        assert "Who may see this?" not in browser.get(edit).content.decode()
        name = f"Tea, says {position}"
        answer = browser.post(edit, HABIT | {"name": name, "version": row.version})
        assert answer.status_code == 302
        row.refresh_from_db()
        assert (row.name, row.audience) == (name, Audience.ALL)


def test_a_joint_habit_rests_as_it_is_while_nothing_joint_is_open(case: Case) -> None:
    row = joint_habit(case)
    raise_flag(case)
    browser = signed_in(make.login_of(case))
    browser.post(reverse("clients:portal_habit_rest", args=[case.pk, row.pk]))
    edit = reverse("clients:portal_habit", args=[case.pk, row.pk])
    told = browser.post(edit, HABIT | {"version": 1, "name": "New name"}).content.decode()
    assert ("not open yet" in told, "New name" in told) == (True, True)
    row.refresh_from_db()
    assert (row.retired_on, row.name) == (None, "Tea at four")


def test_who_left_keeps_the_joint_habits_of_before(case: Case) -> None:
    row = joint_habit(case)
    Ritual.objects.filter(pk=row.pk).update(since=date(2026, 1, 1))
    late = joint_habit(case, "After they left")
    leave_case(case.workers.get().user, make.member(case, "B"), left_on=date(2026, 2, 1))
    told = page(signed_in(make.login_of(case, "B")), case)
    assert ("Tea at four" in told, late.name in told) == (True, False)


def test_the_partner_finds_nothing_of_it(case: Case) -> None:
    user, partner = make.login_of(case), signed_in(make.login_of(case, "B"))
    row = kept.keep_words(user, case, kind="inner", words="CANARY")
    habit = kept.begin_ritual(user, case, kept.Habit("CANARY"))
    assert "CANARY" not in page(partner, case)
    for name, pk in (("words", row.pk), ("words_rest", row.pk)):
        assert partner.post(_url(name, case, pk)).status_code == 404
    for name in ("habit", "habit_rest"):
        assert partner.post(_url(name, case, habit.pk)).status_code == 404


def test_the_same_words_of_the_same_place_are_kept_once(case: Case) -> None:
    user, answer = make.login_of(case), joint_answer(case)
    rows = {
        kept.keep_words(user, case, kind="protect", words="Tea", source=(answer, "my_picture")).pk
        for _twice in range(2)
    }
    assert len(rows) == 1


def test_a_stranger_finds_no_page(case: Case) -> None:
    stranger = signed_in(make.login_of(make.make_individual_case(make.make_therapist("Ben"))))
    for name in ("kept", "habit_new", "case_rough_day", "case_note"):
        url = reverse(f"clients:portal_{name}", args=[case.pk])
        assert stranger.get(url).status_code == 404
    for name in ("help", "help_withdraw", "unnamed"):
        url = reverse(f"clients:portal_{name}", args=[case.pk])
        assert stranger.post(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_cost_four_queries(rows: int, case: Case, browse: Browser) -> None:
    user = make.login_of(case)
    for number in range(rows):
        words = kept.keep_words(user, case, kind="inner", words=f"words {number}")
        habit = kept.begin_ritual(user, case, kept.Habit(f"habit {number}"))
    urls = [reverse("clients:portal_kept", args=[case.pk])]
    urls += [_url("words", case, words.pk), _url("habit", case, habit.pk)]
    urls += [reverse("clients:portal_words_new", args=[case.pk, "inner"])]
    assert [reads(browse, url) for url in urls] == [4, 4, 4, 3]


def test_words_are_offered_to_be_picked_up(case: Case) -> None:
    user = make.login_of(case)
    kept.keep_words(user, case, kind="inner", words="He is busy, not gone")
    kept.keep_words(user, case, kind="protect", words="Sunday walks")
    kept.keep_words(make.login_of(case, "B"), case, kind="inner", words="Not yours")
    (offer,) = kept.kept_offers(user, case.pk, ["inner"])
    assert (offer.text, offer.origin[1]) == ("He is busy, not gone", "inner")


# --- for staff


def test_staff_read_what_was_given_to_them_and_no_more(case: Case) -> None:
    user = make.login_of(case)
    kept.keep_words(user, case, kind="inner", words="For you both to know")
    kept.keep_words(user, case, kind="inner", words="SECRET", audience="self")
    kept.begin_ritual(user, case, kept.Habit("Tea at four"))
    kept.begin_ritual(user, case, kept.Habit("SECRET habit"), audience="self")
    browser, url = sign_in(case.workers.get().user), reverse("clients:case_kept", args=[case.pk])
    told = browser.get(url).content.decode()
    assert ("For you both" in told, "Tea at four" in told, "SECRET" in told) == (True, True, False)
    assert "only Lei" in told
    assert AuditEvent.objects.filter(action="kept.read", case_id=case.pk).exists()
    assert_closed_to_strangers(url, "For you both")


def test_staff_keep_what_was_said_in_their_words(case: Case) -> None:
    browser, url = sign_in(case.workers.get().user), reverse("clients:case_kept", args=[case.pk])
    said = {"who": "B", "kind": "inner", "words": "It will pass"}
    assert browser.post(url, {"who": "B"}).status_code == 200
    assert browser.post(url, said).status_code == 302
    row = Quote.objects.get()
    assert (row.member.position, row.audience) == ("B", "therapist")
    assert row.entered_by == case.workers.get().user
    mine = page(signed_in(make.login_of(case, "B")), case)
    assert ("It will pass" in mine, "written down for you" in mine) == (True, True)
    assert "It will pass" not in page(signed_in(make.login_of(case, "A")), case)


def test_the_staff_page_costs_the_same_for_many(case: Case) -> None:
    browser, url = sign_in(case.workers.get().user), reverse("clients:case_kept", args=[case.pk])
    kept.keep_words(make.login_of(case), case, kind="inner", words="One")
    kept.begin_ritual(make.login_of(case), case, kept.Habit("One"))
    one = queries_of(browser, url)
    for number in range(20):
        kept.keep_words(make.login_of(case, "B"), case, kind="protect", words=f"w{number}")
        kept.begin_ritual(make.login_of(case, "B"), case, kept.Habit(f"h{number}"))
    assert queries_of(browser, url) == one <= 12


def _url(name: str, case: Case, pk: Any) -> str:
    return reverse(f"clients:portal_{name}", args=[case.pk, pk])


def test_words_are_put_away_with_the_token_of_the_page(case: Case) -> None:
    """As a real browser sends it: without one it would be refused."""
    kept.keep_words(make.login_of(case), case, kind="inner", words="He is busy, not gone")
    browse = Browser(enforce_csrf_checks=True)
    browse.force_login(make.login_of(case))
    [form] = re.findall(r"<form[^>]*/rest/.*?</form>", page(browse, case), re.DOTALL)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert browse.post(re.findall(r'action="([^"]+)"', form)[0], sent).status_code == 302
    assert Quote.objects.get().retired_at is not None
