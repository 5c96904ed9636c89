"""Busy times out of an .ics file that somebody else made, read in a process of its own.

It gets so much time and memory and no more, and neither keys nor database: a rule that repeats
every second for ever costs a refusal. What runs there is busy_file.py.
"""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

Span = tuple[datetime, datetime]
READER = "sessions.calendar.busy_file"
ROOT = Path(__file__).resolve().parents[2]
LONGEST_WAIT = 20  # seconds, below the 30 that a web server gives a request
TOO_MUCH = 4  # how the reader ends when there is; below zero when the system ended it


class NotACalendar(Exception):
    """The file is none, or is damaged."""


class TooMuch(Exception):
    """Reading it would take more time, memory or room than a calendar needs."""


def read_apart(content: bytes, zone: str, start: datetime, end: datetime) -> list[Span]:
    """The busy times between `start` and `end`, in order; those that touch are one.

    Times without a zone are those of `zone`. Raises NotACalendar or TooMuch.
    """
    words = [sys.executable, "-m", READER, zone, start.isoformat(), end.isoformat()]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list of words, and no shell
            words,
            input=content,
            capture_output=True,
            cwd=ROOT,
            env={},  # it needs no key, no database and no address of either
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooMuch from error
    if done.returncode == TOO_MUCH or done.returncode < 0:  # below zero: ended for its time
        raise TooMuch
    if done.returncode:
        raise NotACalendar
    told = json.loads(done.stdout)
    return [(datetime.fromisoformat(one), datetime.fromisoformat(other)) for one, other in told]
