"""A log of thousands of entries: the pages around it stay as short and as quick as with a few."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Case
from clients.services.grants import sync_grants
from tests.clients.portal.test_log import moment
from tests.clients.portal.test_pages import reads, signed_in
from tests.factories import give, login_of, make_couple_case, make_therapist, member, write

pytestmark = pytest.mark.django_db
MANY = 5000
PAGE = 60 * 1024  # the budget of a page, with all that hangs from it


@pytest.fixture
def case() -> Case:
    return make_couple_case(make_therapist())


def fill(case: Case, number: int, **more: Any) -> None:
    """Entries of one log of A's, one each hour backwards."""
    log, now = give(case, "exception_log"), timezone.now()
    rows = []
    for hours in range(number):
        at, entry = now - timedelta(hours=hours), uuid4()
        value = {"entries": [moment(entry, f"Tea {hours}")]}
        rows.append(
            Answer(
                assignment=log, member=member(case), entry=entry, data={"entries": value},
                created_at=at, changed_at=at, told_at=at, **more,
            )
        )  # fmt: skip
    Answer.objects.bulk_create(rows, batch_size=500)
    sync_grants(case)


def sharing(browse: Client, case: Case, start: int = 0) -> str:
    url = reverse("clients:portal_sharing", args=[case.pk])
    return browse.get(url, {"start": start}).content.decode()


def test_the_one_who_wrote_it_finds_it_once(case: Case) -> None:
    fill(case, MANY, audience="therapist")
    browse = signed_in(login_of(case))
    url = reverse("clients:portal_sharing", args=[case.pk])
    assert reads(browse, url) <= 4
    page = sharing(browse, case)
    assert len(page) < PAGE
    assert page.count("Open<") == 1
    assert "Take it back" not in page
    assert "Earlier ones" not in page


def test_the_partner_finds_what_was_shared_page_by_page(case: Case) -> None:
    fill(case, MANY, audience="all", shares_on=timezone.now() - timedelta(days=1))
    browse = signed_in(login_of(case, "B"))
    url = reverse("clients:portal_sharing", args=[case.pk])
    assert reads(browse, url) <= 4
    page, next_page = sharing(browse, case), sharing(browse, case, start=40)
    keys = [set(re.findall(r"/shared/([0-9a-f-]{36})/", one)) for one in (page, next_page)]
    assert [len(one) for one in keys] == [40, 40]
    assert not keys[0] & keys[1]
    assert len(page) < PAGE
    assert "Earlier ones" in page
    assert "Later ones" not in page
    last = sharing(browse, case, start=MANY - 40)
    assert ("Later ones" in last, "Earlier ones" in last) == (True, False)


def test_no_link_leads_to_nothing(case: Case) -> None:
    """What was emptied, and what is not there for the partner, makes no page of its own."""
    fill(case, 41, audience="all", shares_on=timezone.now() - timedelta(days=1))
    browse = signed_in(login_of(case, "B"))
    assert "Earlier ones" in sharing(browse, case)
    oldest = Answer.objects.order_by("created_at").first()
    assert oldest is not None
    oldest.data = {}
    oldest.save()
    assert "Earlier ones" not in sharing(browse, case)


@pytest.mark.parametrize("start", ["-1", "x", "99999999999", "40"])
def test_an_odd_place_is_the_beginning_or_an_empty_page(case: Case, start: str) -> None:
    fill(case, 3, audience="therapist")
    url = reverse("clients:portal_sharing", args=[case.pk])
    assert signed_in(login_of(case)).get(url, {"start": start}).status_code == 200


def test_moments_given_to_read_are_told_apart_without_a_word_of_theirs(case: Case) -> None:
    """Their words are read on their own page: who opens it is told to their author."""
    log = give(case, "exception_log")
    yesterday = timezone.now() - timedelta(days=1)
    days = ("2026-03-05", "2026-03-05", "2026-03-09")
    for words, day in zip(("Soup", "Bread", "Salt"), days, strict=True):
        entry = uuid4()
        value = moment(entry, words) | {"when": {"date": day}}
        write(
            log, entry=entry, data={"entries": {"entries": [value]}}, audience="all",
            shares_on=yesterday,
        )  # fmt: skip
    waits = moment(uuid4(), "Later") | {"when": {"words": "last spring"}}
    write(
        log, entry=waits["id"], data={"entries": {"entries": [waits]}}, audience="all",
        shares_on=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    sync_grants(case)
    page = sharing(signed_in(login_of(case, "B")), case)
    told = [" ".join(one.split()) for one in re.findall(r"From Lei · ([^<]*)<", page)]
    assert sorted(told) == ["5 Mar 2026 (1)", "5 Mar 2026 (2)", "9 Mar 2026"]
    assert not [one for one in ("Soup", "Bread", "Salt", "Later", "last spring") if one in page]


def test_the_same_thing_done_twice_is_told_by_the_day_it_came(case: Case) -> None:
    for days in (3, 1):
        came = timezone.now() - timedelta(days=days)
        row = give(case, "hope_question")
        write(row, {"my_picture": "Tea"}, audience="all", shares_on=came)
    sync_grants(case)
    page = sharing(signed_in(login_of(case, "B")), case)
    told = re.findall(r"From Lei · ([^<]*)<", page)
    assert len(told) == len(set(told)) == 2
