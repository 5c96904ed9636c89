"""How a benchmark measures: ratios of medians taken turn by turn in one run, and its table."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One line of the table: ours against the floor, in the same unit, and the most it may be."""

    what: str
    ours: float
    floor: float
    unit: str
    goal: Decimal

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def is_within(self) -> bool:
        return self.ratio <= self.goal


def compare(
    what: str, ours: Callable[[], object], floor: Callable[[], object], goal: str, turns: int = 300
) -> Row:
    """Time both, one after the other, so that a busy machine slows both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(turns):
        for called, kept in zip((ours, floor), times, strict=True):
            started = time.perf_counter()
            called()
            kept.append(time.perf_counter() - started)
    mine, theirs = (statistics.median(kept) * 1000 for kept in times)
    return Row(what, mine, theirs, "ms", Decimal(goal))


def show(rows: list[Row]) -> None:
    table = Table("what", "ours", "floor", "ratio", "goal", "")
    for row in rows:
        table.add_row(
            row.what,
            f"{row.ours:.3f} {row.unit}",
            f"{row.floor:.3f} {row.unit}",
            f"{row.ratio:.2f}",
            f"<= {row.goal}",
            "within" if row.is_within else "beyond",
        )
    Console().print(table)
