"""A log that two keep together: both add to it and read it; nobody's own goes there unsaid."""

import html
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import Answer, Assignment, Case
from tests.clients.portal.test_kept import raise_flag
from tests.clients.portal.test_log import catch, to
from tests.clients.portal.test_pages import reads, signed_in
from tests.clients.staff_pages import sign_in
from tests.clients.test_entering_paper import LINE, address, enter
from tests.factories import give, login_of, make_couple_case, make_ready, make_therapist, member

pytestmark = pytest.mark.django_db
SOUP = "Soup at midnight 🌿"


@pytest.fixture
def case() -> Case:
    case = make_couple_case(make_therapist())
    make_ready(case)
    return case


@pytest.fixture
def log(case: Case) -> Assignment:
    return give(case, "exception_log", to=None)


def of(case: Case, position: str = "A") -> Client:
    return signed_in(login_of(case, position))


def page(browse: Client, log: Assignment, name: str = "portal_exercise", *more: Any) -> str:
    return html.unescape(browse.get(to(name, log, *more)).content.decode())


def test_what_one_catches_both_read_and_the_page_says_so_before(
    case: Case, log: Assignment
) -> None:
    fresh = page(of(case), log)
    assert "You, your partner and Ana Ruiz" in fresh
    assert "The two of you share this page." in fresh
    assert "Change who sees" not in fresh
    catch(of(case), log, SOUP)
    entry = Answer.objects.get()
    assert (entry.member, entry.audience) == (None, "all")
    for who in "AB":
        assert SOUP in page(of(case, who), log)
        assert "Take this away" not in page(of(case, who), log, "portal_entry", entry.entry)
    assert reads(of(case, "B"), to("portal_exercise", log)) <= 4


def test_looking_back_together_says_who_reads_it(case: Case, log: Assignment) -> None:
    assert "You, your partner and Ana Ruiz" in page(of(case), log, "portal_look_back")
    line = {"line": SOUP, "when": "last spring", "key": str(uuid.uuid4())}
    of(case).post(to("portal_look_back", log), line)
    assert "last spring" in page(of(case, "B"), log)


def test_each_adds_to_a_moment_of_both(case: Case, log: Assignment) -> None:
    catch(of(case), log, SOUP)
    entry = Answer.objects.get()
    form = {"entries-count": "1", "entries-0-id": str(entry.entry), LINE: SOUP}
    form |= {"entries-0-thoughts": "WE LAUGHED", "version": f"{entry.version * 1_000_000}"}
    of(case, "B").post(to("portal_entry", log, entry.entry), form | {"key": str(uuid.uuid4())})
    assert "WE LAUGHED" in page(of(case), log, "portal_entry", entry.entry)


@pytest.mark.parametrize("closed_by", ["therapist", "level", "flag"])
def test_closed_it_looks_as_any_joint_step_and_takes_nothing(
    case: Case, log: Assignment, closed_by: str
) -> None:
    if closed_by == "flag":
        raise_flag(case)
    elif closed_by == "level":
        make_ready(case, 2)
    else:
        Assignment.objects.filter(pk=log.pk).update(opened_for_both_at=None)
    for who in "AB":
        shown = page(of(case, who), log)
        assert "This is not open yet. You can talk about it in a session." in shown
        assert "A version for one" in shown
        assert catch(of(case, who), log, SOUP).status_code == 403
    assert not Answer.objects.exists()


def test_the_version_for_one_is_a_log_of_ones_own(case: Case, log: Assignment) -> None:
    of(case).post(to("portal_for_one", log))
    own = Assignment.objects.get(for_one_of=log)
    catch(of(case), own, "MINE ALONE")
    assert Answer.objects.get().member == member(case)
    assert "MINE ALONE" not in page(of(case, "B"), log)
    assert of(case, "B").get(to("portal_exercise", own)).status_code == 404


def test_a_quick_note_never_lands_before_the_partner(case: Case, log: Assignment) -> None:
    note = reverse("clients:portal_case_note", args=[case.pk])
    today = reverse("clients:portal_today", args=[case.pk])
    assert of(case).get(note).headers["Location"] == today
    own = give(case, "exception_log")
    give(case, "exception_log", to=None)
    assert of(case).get(note).headers["Location"] == to("portal_exercise", own)


def test_staff_type_in_what_both_gave_and_nothing_of_one_alone(case: Case, log: Assignment) -> None:
    ana = case.workers.get().user
    assert "Say that both gave it" in html.unescape(
        enter(ana, address(log, "together"), **{LINE: SOUP}).content.decode()
    )
    enter(ana, address(log, "together"), **{LINE: SOUP}, gave_together="on")
    entry = Answer.objects.get()
    assert (entry.member, entry.entered_by, entry.assignment) == (None, ana, log)
    for who in "AB":
        shown = page(of(case, who), log, "portal_entry", entry.entry)
        assert SOUP in shown
        assert "wrote down the part that you gave together" in shown
    assert sign_in(ana).get(address(log, "A")).status_code == 404
