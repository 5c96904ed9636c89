"""Thousands of saves, each sent twice, and servers killed among them: none doubled, none lost.

A run is small; `SAVES=10000` and `KILLS=50` make the figures that the product is held to.
"""

import json
import os
import random
import re
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from itertools import count

import pytest

from tests.conftest import DemoServers
from tests.security.at_once import Answer, Guest, at_once
from tests.servers import DemoServer, wait_until

SAVES = int(os.environ.get("SAVES", "60"))
KILLS = int(os.environ.get("KILLS", "2"))
WHO = "zhouting@demo.example"
EXERCISE = "What counts most here"
FIELDS = ("why", "this_week")
PATIENCE = 60  # seconds that a condition may take on a busy machine


@dataclass
class Pen:
    """One person's tab that writes in one field, one save after the other."""

    server: DemoServer
    section: str
    address: str = ""
    version: str = "0"
    sent: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # what the server said it has
    faults: list[str] = field(default_factory=list)
    guest: Guest = field(init=False)

    def __post_init__(self) -> None:
        self.guest = Guest(self.server).sign_in(WHO)
        home = self.guest.get(self.guest.get("/portal/").leads_to).text
        found = re.search(rf'href="([^"]+)">Open<span class="vh"> {EXERCISE}', home)
        assert found, "the demo has lost the exercise that this test writes in"
        self.address = found[1]
        page = self.guest.get(self.address).text
        self.version = page.split('name="version" value="')[1].split('"')[0]

    def save(self, text: str, *, times: int = 1) -> list[Answer]:
        """Send `text` under one key, `times` at once."""
        self.sent.append(text)
        sent = {"section": self.section, "version": self.version, "key": str(uuid.uuid4())}
        send = {**sent, self.section: text}
        act = partial(self.guest.autosave, self.address, **send)
        answers = [act()] if times == 1 else at_once([act] * times)
        for one in answers:
            if one.status == 200:
                self.version = str(json.loads(one.text)["version"])
                self.kept.append(text)
            else:
                self.faults.append(f"{one.status} {one.text[:200]}")
        return answers

    @property
    def stored(self) -> str:
        """What a page opened anew shows in the field."""
        # With the login that is there: one more for each look would soon be too many.
        page = self.guest.get(self.address).text
        found = re.search(rf'<textarea[^>]*name="{self.section}"[^>]*>([^<]*)</textarea>', page)
        assert found, "the page shows no such field"
        return found[1].strip()


def lost(pen: Pen, stored: str) -> str:
    """What is wrong with the stored words; empty when it is the last kept, or a later send."""
    from_last_kept = pen.sent[pen.sent.index(pen.kept[-1]) :] if pen.kept else ["", *pen.sent]
    return "" if stored in from_last_kept else f"{stored!r} stands there, not {from_last_kept}"


def versions(server: DemoServer) -> tuple[int, int]:
    """The version of the answer written in, and how many receipts of sends there are."""
    lines = (
        "from clients.models import Answer; from practice.models import SaveReceipt; "
        f"rows = Answer.objects.filter(member__client__user__email='{WHO}', "
        "assignment__exercise__key='value_ranking'); "
        "print(rows.order_by('-changed_at').first().version, SaveReceipt.objects.count(), "
        "rows.values('assignment', 'entry').distinct().count() == rows.count())"
    )
    done = server.manage("shell", "--no-imports", "-c", lines)
    assert done.returncode == 0, done.stderr
    version, receipts, one_each = done.stdout.split()[-3:]
    assert one_each == "True"
    return int(version), int(receipts)


@pytest.mark.slow
def test_saves_sent_twice_at_once_are_kept_once(demo_server: DemoServers) -> None:
    server = demo_server(workers=4)
    pens = [Pen(server, section) for section in FIELDS]
    before = versions(server) if pens[0].version != "0" else (0, versions_of_none(server))
    each = SAVES // 2 // len(pens)

    def write(pen: Pen) -> None:
        for number in range(each):
            same = pen.save(f"{pen.section} {number}", times=2)
            assert len({one.text for one in same}) == 1, same  # the repeat got the first answer

    threads = [threading.Thread(target=write, args=(pen,)) for pen in pens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [pen.faults for pen in pens] == [[]] * len(pens)
    assert [pen.stored for pen in pens] == [f"{pen.section} {each - 1}" for pen in pens]
    made = each * len(pens)
    assert versions(server) == (before[0] + made, before[1] + made)


def versions_of_none(server: DemoServer) -> int:
    """Receipts, where nothing was written in the exercise yet."""
    lines = "from practice.models import SaveReceipt; print(SaveReceipt.objects.count())"
    done = server.manage("shell", "--no-imports", "-c", lines)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def write_until_killed(pen: Pen, numbers: Iterator[int]) -> None:
    """Save after save, until the server is gone."""
    try:
        while True:
            pen.save(f"Words {next(numbers)} {'and tea ' * random.randrange(50)}".strip())
    except (OSError, HTTPException):
        return


def have_kept(pens: list[Pen], wanted: list[int]) -> bool:
    return all(len(pen.kept) >= number for pen, number in zip(pens, wanted, strict=True))


@pytest.mark.slow
def test_no_acknowledged_word_is_lost_when_the_server_is_killed(demo_server: DemoServers) -> None:
    server, numbers, chance = demo_server(workers=2), count(), random.Random(7)
    pens = [Pen(server, section) for section in FIELDS]
    for _round in range(KILLS):
        threads = [threading.Thread(target=write_until_killed, args=(p, numbers)) for p in pens]
        for thread in threads:
            thread.start()
        wanted = [len(pen.kept) + chance.randrange(1, 20) for pen in pens]
        assert wait_until(partial(have_kept, pens, wanted), PATIENCE), [pen.faults for pen in pens]
        server.kill()
        for thread in threads:
            thread.join()
        server.start()
        assert [lost(pen, pen.stored) for pen in pens] == ["", ""]
        for pen in pens:  # as the page does: it sends on from what the server has
            page = pen.guest.get(pen.address).text
            pen.version = page.split('name="version" value="')[1].split('"')[0]
            pen.sent, pen.kept = [pen.stored], [pen.stored]
    assert [pen.faults for pen in pens] == [[], []]


@pytest.mark.slow
def test_a_loss_would_be_seen(demo_server: DemoServers) -> None:
    """The positive control: with the database put back to before a save, the check speaks up."""
    server = demo_server()
    pen = Pen(server, FIELDS[0])
    pen.save("first")
    early = pen.stored
    pen.save("second")
    assert (lost(pen, pen.stored), early) == ("", "first")
    assert lost(pen, early)
    assert lost(pen, "")
