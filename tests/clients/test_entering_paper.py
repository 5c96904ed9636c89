"""Paper homework typed in: moments of a log, parts of a joint step, and what may be picked."""

import html
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, AnswerLink, Assignment, Case, Client, Quote
from clients.services.cases import open_case
from clients.services.grants import sync_grants
from practice.models import AuditEvent, Practice, User
from tests import factories as make
from tests.clients.staff_pages import assert_closed_to_strangers, queries_of, sign_in
from tests.clients.test_material import entry
from tests.practice.posted import posted, words_in

pytestmark = pytest.mark.django_db
KITCHEN = "Soup in the kitchen 🌿"
LONG_AGO = timedelta(days=2)


@pytest.fixture
def ana() -> User:
    return make.make_therapist()


@pytest.fixture
def case(ana: User) -> Case:
    return make.make_couple_case(ana)


@pytest.fixture
def without_login(ana: User) -> Case:
    return open_case(ana, [make.make_client(ana, login=False)])


def address(row: Assignment, of: str = "") -> str:
    return reverse("clients:homework_enter", args=[row.pk]) + (f"?of={of}" if of else "")


def page_of(user: User, url: str) -> str:
    return html.unescape(sign_in(user).get(url).content.decode())


def enter(user: User, url: str, **typed: str) -> HttpResponse:
    """The page as it stands, with something typed into it."""
    browser = sign_in(user)
    form = posted(browser.get(url).content.decode())
    for name, words in typed.items():
        form[name] = words
    return browser.post(url, form.urlencode(), content_type=FORM, follow=True)


FORM = "application/x-www-form-urlencoded"
LINE = "entries-0-context"


def portal(case: Case, position: str = "A") -> Browser:
    browser = Browser()
    browser.force_login(make.login_of(case, position))
    return browser


def reads(case: Case, row: Assignment, position: str = "A", mark: Any = None) -> str:
    name, place = ("portal_entry", [row.pk, mark]) if mark else ("portal_exercise", [row.pk])
    found = portal(case, position).get(reverse(f"clients:{name}", args=place))
    return html.unescape(found.content.decode())


# -- moments of a log --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "day", "line"),
    [
        ({"entries-0-date": "2026-03-05"}, date(2026, 3, 5), "5 Mar 2026"),
        ({"entries-0-words": "last spring"}, None, "last spring"),
        ({"entries-0-other": "1", "entries-0-other-how_i_coped": "Ran"}, "today", "nothing was"),
    ],
)
def test_a_moment_on_paper_goes_into_the_log_as_it_was_told(
    case: Case, ana: User, typed: dict[str, str], day: Any, line: str
) -> None:
    row = make.give(case, "exception_log")
    page = html.unescape(enter(ana, address(row), **{LINE: KITCHEN}, **typed).content.decode())
    assert "Kept as their answer" in page
    answer = Answer.objects.get()
    day = Practice.load().today() if day == "today" else day
    told = (answer.assignment, answer.entered_by, answer.happened_on, answer.audience)
    assert told == (row, ana, day, "therapist")
    row.refresh_from_db()
    assert row.status == "open"
    listed = page_of(ana, reverse("clients:case_homework", args=[case.pk]))
    assert KITCHEN in listed
    assert line in listed
    assert "entered from paper or a session" in listed
    assert "Your therapist wrote this down for you." in reads(case, row, mark=answer.entry)
    assert typed.get("entries-0-other-how_i_coped", KITCHEN) in reads(case, row)
    assert AuditEvent.objects.filter(action="answer.entered", actor_id=ana.pk).count() == 1


def test_an_entered_moment_never_reaches_the_partner_however_the_log_is_shared(
    case: Case, ana: User
) -> None:
    row = make.give(case, "exception_log")
    make.write(row, {}, audience="all")  # the choice for the log as a whole
    entry(row, "OWN", "self")
    enter(ana, address(row), **{LINE: KITCHEN})
    answer = Answer.objects.get(entered_by=ana)
    assert answer.audience == "therapist"
    assert not Answer.objects.shared_with(make.login_of(case, "B")).filter(pk=answer.pk).exists()
    assert "OWN" not in page_of(ana, address(row))
    assert Answer.objects.filter(assignment=row).count() == 3


def test_the_same_form_sent_twice_makes_one_moment(case: Case, ana: User) -> None:
    row = make.give(case, "exception_log")
    browser = sign_in(ana)
    form = posted(browser.get(address(row)).content.decode())
    form[LINE] = KITCHEN
    for _twice in range(2):
        again = browser.post(address(row), form.urlencode(), content_type=FORM, follow=True)
    assert "kept already" in again.content.decode()
    assert Answer.objects.count() == 1


def test_a_log_that_waited_has_come_with_its_moment(case: Case, ana: User) -> None:
    row = make.give(case, "exception_log")
    Assignment.objects.filter(pk=row.pk).update(delivers_at=None)
    enter(ana, address(row), **{LINE: KITCHEN})
    assert KITCHEN in reads(case, row)


def test_without_a_login_a_moment_is_mended_and_its_earlier_text_kept(
    without_login: Case, ana: User
) -> None:
    row = make.give(without_login, "exception_log")
    enter(ana, address(row), **{LINE: "Soop"})
    mark = Answer.objects.get().entry
    assert f"?entry={mark}" in page_of(ana, address(row))
    enter(ana, f"{address(row)}?entry={mark}", **{LINE: "Soup"})
    answer = Answer.objects.get()
    assert answer.data["entries"]["entries"][0]["parts"]["context"]["text"] == "Soup"
    assert "Soop" in str(answer.revisions.get().data)


def test_with_a_login_a_moment_is_theirs_to_change_and_nobody_elses(case: Case, ana: User) -> None:
    row = make.give(case, "exception_log")
    enter(ana, address(row), **{LINE: KITCHEN})
    own = entry(row, "OWN", "self")
    for mark in (Answer.objects.get(entered_by=ana).entry, own.entry, uuid.uuid4()):
        assert sign_in(ana).get(f"{address(row)}?entry={mark}").status_code == 404
    assert "?entry=" not in page_of(ana, address(row))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"entries-0-date": "TOMORROW"}, "not come yet"),
        ({"entries-0-date": "", "entries-0-words": "x" * 300}, "xxx"),
        ({LINE: ""}, "at least one field"),
        ({LINE: "x" * 600}, "xxx"),
    ],
)
def test_a_moment_with_something_odd_is_shown_again_whole(
    case: Case, ana: User, typed: dict[str, str], words: str
) -> None:
    row = make.give(case, "exception_log")
    tomorrow = (Practice.load().today() + timedelta(days=1)).isoformat()
    typed = {key: tomorrow if said == "TOMORROW" else said for key, said in typed.items()}
    kept = {"entries-0-thoughts": "KEPT WORDS"} if typed.get(LINE) != "" else {}
    page = enter(ana, address(row), **({LINE: "KEPT"} | kept | typed)).content.decode()
    assert words in page
    assert all(said in page for said in kept.values())
    assert not Answer.objects.exists()


def test_a_form_bent_out_of_shape_is_refused_without_a_fault(case: Case, ana: User) -> None:
    row = make.give(case, "exception_log")
    many = QueryDict(mutable=True)
    many["entries-count"] = "2"
    for number in range(2):
        many[f"entries-{number}-id"] = str(uuid.uuid4())
        many[f"entries-{number}-context"] = f"moment {number}"
    browser = sign_in(ana)
    browser.post(address(row), many.urlencode(), content_type=FORM)
    assert Answer.objects.count() == 1
    for odd in ("?of=C", "?entry=none", "?of=A&entry=" + "0" * 32, "?of=B", "?of=together"):
        assert (
            browser.get(reverse("clients:homework_enter", args=[row.pk]) + odd).status_code == 404
        )


# -- what may be picked ------------------------------------------------------------------
def test_moments_told_to_the_therapist_are_offered_and_linked(case: Case, ana: User) -> None:
    log, others = make.give(case, "exception_log"), make.give(case, "exception_log", to="B")
    told = entry(log, "TOLD")
    entry(log, "MINE ALONE", "self")
    entry(others, "OF THE OTHER")
    entry(others, "SHARED BY THE OTHER", "all", shares_on=timezone.now() - LONG_AGO)
    sync_grants(case)
    row = make.give(case, "exception_deep_description", journey=log.journey)
    page = page_of(ana, address(row))
    assert "TOLD" in page
    assert not [one for one in ("MINE ALONE", "OF THE OTHER", "BY THE OTHER") if one in page]
    assert AuditEvent.objects.filter(action="answers.read", case_id=case.pk).exists()
    enter(ana, address(row), picks=f"{told.entry}:{uuid.uuid4()}", happened_on="2026-03-05")
    entered = Answer.objects.get(entered_by=ana)
    assert entered.data["picks"]["picks"][0]["text"] == "TOLD"
    assert AnswerLink.objects.get(to_answer=entered).from_answer == told


def test_what_was_not_told_cannot_be_picked_by_its_id(case: Case, ana: User) -> None:
    log = make.give(case, "exception_log")
    secret = entry(log, "MINE ALONE", "self")
    row = make.give(case, "exception_deep_description", journey=log.journey)
    page = enter(ana, address(row), picks=f"{secret.entry}:{uuid.uuid4()}")
    assert "can no longer be picked" in html.unescape(page.content.decode())
    assert not Answer.objects.filter(entered_by=ana).exists()


def test_kept_words_are_offered_as_far_as_they_were_told(case: Case, ana: User) -> None:
    row = make.give(case, "prevention_plan")
    for position, words, audience in [
        ("A", "QUIET VOICE", "therapist"),
        ("A", "UNTOLD VOICE", "self"),
        ("B", "VOICE OF THE OTHER", "therapist"),
    ]:
        Quote.objects.create(
            case=case, member=make.member(case, position), kind=Quote.Kind.INNER, words=words,
            audience=audience, kept_at=timezone.now(),
        )  # fmt: skip
    page = page_of(ana, address(row))
    assert "QUIET VOICE" in page
    assert "UNTOLD VOICE" not in page
    assert "OF THE OTHER" not in page


def test_words_from_before_stand_beside_as_far_as_they_were_told(case: Case, ana: User) -> None:
    journey = make.make_journey(case)
    make.write(make.give(case, "hope_question", journey=journey), {"my_picture": "TOLD PICTURE"})
    hidden = make.give(case, "hope_question", journey=journey)
    make.write(hidden, {"my_picture": "HIDDEN PICTURE"}, audience="self")
    other = make.give(case, "hope_question", to="B", journey=journey)
    make.write(other, {"my_picture": "PICTURE OF THE OTHER"})
    page = page_of(ana, address(make.give(case, "miracle_question", journey=journey)))
    assert "TOLD PICTURE" in page
    assert "HIDDEN PICTURE" not in page
    assert "OF THE OTHER" not in page


# -- a joint step ------------------------------------------------------------------------
@pytest.fixture
def joint(case: Case) -> Assignment:
    make.make_ready(case)
    return make.give(case, "prevention_plan", to=None)


SIGNS = {"early_signs-0-left": "SHORT ANSWERS", "early_signs-0-right": "A walk"}
SUPPORT = {"support-0-left": "At night", "support-0-right": "MY SISTER"}


def test_staff_choose_whose_part_and_see_nothing_of_the_others(
    case: Case, ana: User, joint: Assignment
) -> None:
    pairs = {
        "support": {"pairs": [{"id": str(uuid.uuid4()), "left": "x", "right": "OF THE OTHER"}]}
    }
    make.write(joint, member=make.member(case, "B"), data=pairs)
    choice = page_of(ana, address(joint))
    assert ["?of=A" in choice, "?of=B" in choice, "?of=together" in choice] == [True] * 3
    for whose in ("A", "B", "together"):
        page = page_of(ana, address(joint, whose))
        assert "OF THE OTHER" not in page
    assert not [one for one in words_in(page) if one.startswith("support")]


def test_an_own_part_goes_to_its_person_and_not_to_the_partner(
    case: Case, ana: User, joint: Assignment
) -> None:
    before = {who: reads(case, joint, who) for who in "AB"}
    enter(ana, address(joint, "A"), happened_on="2026-03-05", **SUPPORT)
    entered = Answer.objects.get()
    assert (entered.member, entered.audience) == (make.member(case, "A"), "therapist")
    assert entered.assignment != joint
    assert entered.assignment.member == make.member(case, "A")
    assert "MY SISTER" in reads(case, entered.assignment)
    unseen = reverse("clients:portal_exercise", args=[entered.assignment_id])
    assert portal(case, "B").get(unseen).status_code == 404
    assert [len(reads(case, joint, who)) for who in "AB"] == [len(before[who]) for who in "AB"]


def test_without_a_login_an_own_part_stands_in_the_step_and_is_mended(ana: User) -> None:
    case = make.make_couple_case(ana)
    make.make_ready(case)
    Client.objects.filter(pk=make.member(case, "A").client_id).update(user=None)
    sync_grants(case)
    joint = make.give(case, "prevention_plan", to=None)
    before = reads(case, joint, "B")
    enter(ana, address(joint, "A"), happened_on="2026-03-05", **SUPPORT)
    enter(ana, address(joint, "A"), happened_on="2026-03-05", **{"support-0-right": "MY BROTHER"})
    entered = Answer.objects.get()
    assert (entered.assignment, entered.member) == (joint, make.member(case, "A"))
    assert "MY BROTHER" in str(entered.data)
    assert len(reads(case, joint, "B")) == len(before)
    joint.refresh_from_db()
    assert joint.status == "open"


def test_what_both_gave_stands_before_both_once_somebody_says_that_both_gave_it(
    case: Case, ana: User, joint: Assignment
) -> None:
    unsaid = enter(ana, address(joint, "together"), happened_on="2026-03-05", **SIGNS)
    page = html.unescape(unsaid.content.decode())
    assert "Say that both gave it" in page
    assert "SHORT ANSWERS" in page
    assert not Answer.objects.exists()
    enter(ana, address(joint, "together"), happened_on="2026-03-05", gave_together="on", **SIGNS)
    entered = Answer.objects.get()
    assert (entered.assignment, entered.member, entered.entered_by) == (joint, None, ana)
    for who in "AB":
        page = reads(case, joint, who)
        assert "SHORT ANSWERS" in page
        assert "wrote down the part that you gave together" in page
    assert "both can change it" in page_of(ana, address(joint, "together"))


def test_words_of_theirs_in_the_joint_part_are_never_written_over(
    case: Case, ana: User, joint: Assignment
) -> None:
    form = posted(sign_in(ana).get(address(joint, "together")).content.decode())
    pairs = {"early_signs": {"pairs": [{"id": str(uuid.uuid4()), "left": "OURS", "right": "x"}]}}
    make.write(joint, member=None, data=pairs, audience="all")
    form.update({"gave_together": "on", "happened_on": "2026-03-05", **SIGNS})
    page = sign_in(ana).post(address(joint, "together"), form.urlencode(), content_type=FORM)
    assert "both can change it" in page.content.decode()
    assert "OURS" in str(Answer.objects.get().data)


@pytest.mark.parametrize("closed_by", ["therapist", "flag"])
def test_nothing_reaches_both_while_the_step_is_not_open(
    case: Case, ana: User, joint: Assignment, closed_by: str
) -> None:
    if closed_by == "flag":
        Case.objects.filter(pk=case.pk).update(safety_flag=True, safety_flagged_at=timezone.now())
    else:
        Assignment.objects.filter(pk=joint.pk).update(opened_for_both_at=None)
    url = address(joint, "together")
    assert "Open this step to both first" in page_of(ana, url)
    form = {"gave_together": "on", "happened_on": "2026-03-05", "early_signs-count": "1", **SIGNS}
    sign_in(ana).post(url, form)
    assert not Answer.objects.exists()


def test_in_what_both_write_only_what_both_know_can_be_picked(case: Case, ana: User) -> None:
    make.make_ready(case)
    log = make.give(case, "exception_log", to="B")
    entry(log, "KNOWN TO BOTH", "all", shares_on=timezone.now() - LONG_AGO)
    entry(log, "STILL WAITS", "all", shares_on=timezone.now() + LONG_AGO)
    entry(log, "TOLD TO ANA", "therapist")
    entry(log, "BETWEEN THE TWO", "partners", shares_on=timezone.now() - LONG_AGO)
    sync_grants(case)
    joint = make.give(case, "pattern_recognition", to=None, journey=log.journey)
    page = page_of(ana, address(joint, "together"))
    assert "KNOWN TO BOTH" in page
    unknown = ("STILL WAITS", "TOLD TO ANA", "BETWEEN THE TWO")
    assert not [one for one in unknown if one in page]


def test_strangers_find_nothing_and_a_gift_is_given_by_its_person(
    case: Case, ana: User, joint: Assignment
) -> None:
    log = make.give(case, "exception_log")
    for url in (address(log), address(joint), address(joint, "A"), address(joint, "together")):
        assert_closed_to_strangers(url, "Lei", "Ting")
        assert_closed_to_strangers(url, "Lei", "Ting", method="post")
    Assignment.objects.filter(pk=log.pk).update(is_gift=True)
    make.write(log, {"partner_gift": "for you"})
    assert sign_in(ana).get(address(log)).status_code == 404


def test_the_pages_cost_the_same_with_much_told(case: Case, ana: User, joint: Assignment) -> None:
    log = make.give(case, "exception_log", journey=joint.journey)
    deep = make.give(case, "exception_deep_description", journey=joint.journey)
    entry(log, "one")
    urls = [address(log), address(deep), address(joint, "A"), address(joint, "together")]
    before = [queries_of(sign_in(ana), url) for url in urls]
    for number in range(20):
        entry(log, f"moment {number}")
    assert [queries_of(sign_in(ana), url) for url in urls] == before
    assert max(before) <= 16
