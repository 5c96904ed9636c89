"""A double click, two tabs, two colleagues, many guesses: the record holds each thing once."""

import re
from functools import partial

import pytest

from tests.conftest import DemoServers
from tests.security.at_once import Guest, at_once
from tests.servers import DemoServer

TIMES = 8
ROUNDS = 5
NEW_CASE = {
    "kind": "individual",
    "opened_on": "2026-03-02",
    "a-legal_name": "Twice Clicked",
    "a-channel": "email",
    "b-channel": "email",
}


@pytest.fixture
def server(demo_server: DemoServers) -> DemoServer:
    return demo_server(workers=4)


def count(server: DemoServer, what: str) -> int:
    """How many rows `what` names, asked of the database itself."""
    names = "from clients.models import *; from practice.models import *"
    done = server.manage("shell", "--no-imports", "-c", f"{names}; print({what}.count())")
    assert done.returncode == 0, done.stderr
    return int(done.stdout.strip().splitlines()[-1])


def test_a_person_added_many_times_at_once(server: DemoServer) -> None:
    """The address was free when each of them looked."""
    office = Guest(server).sign_in("office@demo.example")
    office.get("/clients/new/")
    for number in range(ROUNDS):
        email = f"twice{number}@x.example"
        sent = {"legal_name": "Twice Clicked", "channel": "email", "email": email}
        answers = at_once([partial(office.post, "/clients/new/", **sent)] * TIMES)
        told = sorted((one.status, one.leads_to) for one in answers)
        assert [status for status, _to in told] == [200] * (TIMES - 1) + [302], told
    assert count(server, "Client.objects.filter(email__startswith='twice')") == ROUNDS


def test_a_way_begun_and_a_thing_given_many_times_at_once(server: DemoServer) -> None:
    ana = Guest(server).sign_in("ana@demo.example")
    ana.get("/cases/new/")
    opened = ana.post("/cases/new/", **NEW_CASE)
    case = opened.leads_to.removesuffix("/")
    page = ana.get(f"{case}/journey/").text
    programme = page.split('<option value="')[-1].split('"')[0]
    start = {"programme": programme, "started_on": "2026-03-02"}
    answers = at_once([partial(ana.post, f"{case}/journey/start/", **start)] * TIMES)
    assert {one.status for one in answers} <= {200, 302}
    key = case.rpartition("/")[2]
    assert count(server, f"Journey.objects.filter(case='{key}')") == 1

    page = ana.get(f"{case}/journey/").text
    chosen = page.split('name="exercises" value="')[1].split('"')[0]
    phase = page.split('name="phase" value="')[1].split('"')[0]
    give = {"exercises": chosen, "to": "A", "phase": phase}
    answers = at_once([partial(ana.post, f"{case}/journey/give/", **give)] * TIMES)
    assert {one.status for one in answers} <= {200, 302}
    assert count(server, f"Assignment.objects.filter(case='{key}')") == 1

    move = {"phase": re.findall(r'<option value="([0-9a-f-]{36})"', page)[1], "on": "2026-03-09"}
    for number in ("2", "2", "3"):  # the page before it is pressed once more, and the page after
        answers = at_once([partial(ana.post, f"{case}/journey/enter/", cycle=number, **move)] * 4)
        assert {one.status for one in answers} <= {200, 302}
    assert count(server, f"PhaseVisit.objects.filter(journey__case='{key}', cycle=2)") == 1
    assert count(server, f"PhaseVisit.objects.filter(journey__case='{key}')") == 3


FIVE_FOR_CHEN_JING = """
from clients.models import Assignment, Case
from clients.services.homework import assign_exercises
from practice.models import Exercise
case = Case.objects.get(members__client__user__email="chenjing@demo.example")
Assignment.objects.filter(case=case).update(status="done")
keys = ("relationship_narrative", "hope_question", "coping_list", "strength_exploration",
        "miracle_question")
wanted = Exercise.objects.filter(programme_key="collaborative", key__in=keys, is_current=True)
rows = assign_exercises(case.workers.get().user, case.journeys.first(), list(wanted), to="A")
print(*(row.pk for row in rows if not row.is_waiting))
"""


def test_two_things_finished_at_once_bring_one_each(server: DemoServer) -> None:
    done = server.manage("shell", "--no-imports", "-c", FIVE_FOR_CHEN_JING)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.split()[-2:]
    jing = Guest(server).sign_in("chenjing@demo.example")
    jing.get(f"/portal/homework/{first}/")
    finish = [
        partial(jing.post, f"/portal/homework/{key}/", finish="in_mind", version="0")
        for key in (first, second)
    ]
    assert {one.status for one in at_once(finish * 2)} <= {200, 302}
    open_now = "Assignment.objects.filter(status='open', member__client__user__email="
    open_now += "'chenjing@demo.example', delivers_at__isnull={})"
    assert count(server, open_now.format(False)) == 2
    assert count(server, open_now.format(True)) == 1


def test_guesses_at_once_are_counted_over_all_workers(server: DemoServer) -> None:
    guests = [Guest(server) for _number in range(16)]
    for guest in guests:
        guest.get("/accounts/login/")
    sent = {"login": "chenjing@demo.example", "password": "not-this-one"}
    answers = at_once([partial(guest.post, "/accounts/login/", **sent) for guest in guests])
    assert {one.status for one in answers} <= {200, 429}
    checked = [one for one in answers if "do not go together" in one.text]
    assert 1 <= len(checked) <= 5
    late = Guest(server).sign_in("chenjing@demo.example")
    assert late.get("/portal/").leads_to.startswith("/accounts/login/")
