"""A form that names what its sender may not see changes nothing, and tells nothing about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Case, CaseMember
from practice.models import Practice, User
from sessions.models import Attendance, PlanQuestion, Session
from tests.access.world import World
from tests.factories import member

pytestmark = pytest.mark.django_db


def send(user: User, name: str, *args: Any, **posted: Any) -> str:
    browser = Client()
    browser.force_login(user)
    found = browser.post(reverse(name, args=args), posted)
    return f"{found.status_code} {found.content.decode(errors='replace')}"


def test_nobody_opens_a_case_with_somebody_they_do_not_see(world: World) -> None:
    client = member(world.couple).client
    today = timezone.localdate(timezone=Practice.load().zone).isoformat()
    posted = {"kind": "individual", "opened_on": today, "a-known": str(client.pk)}
    posted |= {"a-channel": "email", "b-channel": "email"}
    before = Case.objects.count()
    told = send(world.logins["other"], "clients:case_create", **posted)
    assert (Case.objects.count(), told[:3]) == (before, "200")
    assert client.name not in told
    assert client.legal_name not in told
    assert send(world.therapist, "clients:case_create", **posted)
    assert Case.objects.count() == before + 1  # the same form, from whoever sees that person


def test_nobody_of_another_case_comes_to_a_session(world: World) -> None:
    stray = member(world.cases["the stranger"])
    day = (timezone.now() + timedelta(days=9)).date().isoformat()
    posted = {"new-on": day, "new-at": "10:00", "new-minutes": 50, "new-format": "room"}
    before = Session.objects.count()
    couple = world.couple.pk
    told = send(
        world.therapist, "sessions:case_sessions", couple, **posted, **{"new-members": stray.pk}
    )
    assert Session.objects.count() == before
    assert stray.client.name not in told
    mine = {"new-members": member(world.couple).pk}
    send(world.therapist, "sessions:case_sessions", couple, **posted, **mine)
    assert Session.objects.count() == before + 1


def test_attendance_takes_the_people_of_its_case(world: World) -> None:
    stray = member(world.cases["the stranger"])
    pk = world.objects["draft session"]["pk"]
    posted = {"people": "1", "people-format": "room", "people-members": stray.pk}
    send(world.therapist, "sessions:session_change", pk, **posted)
    assert not Attendance.objects.filter(member=stray).exists()


def test_a_plan_lets_go_of_its_own_questions_alone(world: World) -> None:
    sessions = {name: world.objects[f"{name} session"]["pk"] for name in ("draft", "coming")}
    other = PlanQuestion.objects.get(plan__therapy_session=sessions["coming"])
    plan = ("sessions:session_plan", sessions["draft"])
    send(world.therapist, *plan, remove=str(other.pk))
    assert PlanQuestion.objects.filter(pk=other.pk).exists()


def test_a_screening_is_of_somebody_in_the_case(world: World) -> None:
    stray = member(world.cases["the stranger"])
    posted = {"asked_alone_on": "2026-03-01", "outcome": "clear"}
    told = send(world.therapist, "clients:case_screening", world.couple.pk, stray.pk, **posted)
    assert told.startswith("404")
    assert not CaseMember.objects.get(pk=stray.pk).screenings.exists()
