"""What every page needs and hardly ever changes, remembered in this process for half a minute."""

import time
from collections.abc import Callable
from typing import TypeVar, cast

SECONDS = 30
T = TypeVar("T")
_memory: dict[str, tuple[float, object]] = {}


def remembered(name: str, make: Callable[[], T]) -> T:
    """What `make` gave at most half a minute ago; asked again when that is over."""
    until, value = _memory.get(name, (0.0, None))
    # A clock that counts on: one set back by an hour would keep old settings for as long.
    if until < time.monotonic():
        value = make()
        _memory[name] = (time.monotonic() + SECONDS, value)
    return cast(T, value)


def forget() -> None:
    """Ask afresh from now on; other processes follow within half a minute."""
    _memory.clear()
