"""The migration that makes one answer of each entry of a log, and its way back."""

import uuid
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from clients.models import Answer, AnswerGrant, AnswerLink, PartAudience
from clients.services.grants import sync_grants
from tests.factories import give, load_library, login_of, make_couple_case, make_therapist, write

pytestmark = pytest.mark.django_db
migration = import_module("clients.migrations.0007_entries_of_logs")


def moment(words: str, when: dict[str, str]) -> dict[str, object]:
    parts = {"context": {"text": words}}
    return {"id": str(uuid.uuid4()), "when": when, "parts": parts, "nothing_better": False}


def test_entries_come_apart_with_all_that_hangs_from_them_and_go_back() -> None:
    load_library()
    case = make_couple_case(make_therapist())
    log = give(case, "exception_log")
    soup = moment("soup", {"date": "2026-03-05"})
    tea = moment("tea", {"words": "last spring"})
    whole = write(
        log,
        data={"entries": {"entries": [soup, tea]}},
        audience="all",
        shares_on=timezone.now(),
        version=3,
    )
    PartAudience.objects.create(answer=whole, part=tea["id"], audience="self")
    later = write(give(case, "exception_deep_description", journey=log.journey))
    link = AnswerLink.objects.create(
        from_answer=whole, from_item=uuid.UUID(str(soup["id"])), to_answer=later, to_item=later.pk
    )
    sync_grants(case)
    before = set(AnswerGrant.objects.values_list("user_id", flat=True))
    migration.take_apart(apps, None)
    found = {str(one.entry): one for one in Answer.objects.exclude(entry=uuid.UUID(int=0))}
    assert {mark: one.data for mark, one in found.items()} == {
        one["id"]: {"entries": {"entries": [one]}} for one in (soup, tea)
    }
    first, second = found[str(soup["id"])], found[str(tea["id"])]
    assert (first.audience, first.shares_on) == ("all", whole.shares_on)
    assert (second.audience, second.happened_on) == ("self", None)
    assert (first.happened_on, first.created_at) == (date(2026, 3, 5), whole.created_at)
    link.refresh_from_db()
    assert link.from_answer_id == first.pk
    given = AnswerGrant.objects.all()
    assert {(row.user_id, row.content_object_id) for row in given} == {
        (user, first.pk) for user in before
    }
    sync_grants(case)
    assert list(Answer.objects.shared_with(login_of(case, "B"))) == [first]
    whole.refresh_from_db()
    assert (whole.data, whole.audience) == ({}, "therapist")
    migration.put_together(apps, None)
    assert not Answer.objects.exclude(entry=uuid.UUID(int=0)).exists()
    back = Answer.objects.get(pk=whole.pk)
    entries = {one["id"]: one for one in back.data["entries"]["entries"]}
    assert entries == {soup["id"]: soup, tea["id"]: tea}
    assert back.audience == "self"  # as far as the narrowest of them
    link.refresh_from_db()
    assert link.from_answer_id == whole.pk


def test_what_is_no_log_stays_as_it_is() -> None:
    load_library()
    told = write(give(make_couple_case(make_therapist())), {"my_picture": "a light in the hall"})
    migration.take_apart(apps, None)
    migration.put_together(apps, None)
    assert Answer.objects.get().data == told.data
