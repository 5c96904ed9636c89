"""The demo's calendar: its file counts days from today, so that Today is never empty."""

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SAID = re.compile(r"(?:(?P<weekday>[A-Z][a-z]{2}) )?(?P<days>[+-]?\d+)(?: (?P<time>\d\d:\d\d))?")


def named_id(*names: str) -> uuid.UUID:
    """The same random-looking key for the same names, so that demo addresses stay the same."""
    return uuid.UUID(bytes=hashlib.sha256("/".join(names).encode()).digest()[:16], version=4)


@dataclass(frozen=True)
class Days:
    """Reads "-14 19:30": two weeks before today at half past seven, where the practice is.

    "Sat -14 19:30" is the last Saturday that is not after that day.
    """

    today: date
    zone: ZoneInfo

    def day(self, said: str) -> date:
        return self._read(said)[0]

    def at(self, said: str) -> datetime:
        day, clock = self._read(said)
        return datetime.combine(day, clock or time(12, 0), tzinfo=self.zone).astimezone(UTC)

    def _read(self, said: str) -> tuple[date, time | None]:
        found = SAID.fullmatch(said)
        if found is None:
            raise ValueError(f'{said!r} is no time of the demo; write "-14", "Sat -14 19:30".')
        day = self.today + timedelta(days=int(found["days"]))
        if found["weekday"]:
            # Back to that weekday, and never ahead: a story's past must not slip into the future.
            day -= timedelta(days=(day.weekday() - WEEKDAYS.index(found["weekday"])) % 7)
        return day, time.fromisoformat(found["time"]) if found["time"] else None
