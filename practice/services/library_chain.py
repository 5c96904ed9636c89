"""What the exercises of one programme pick from each other, and circles that nobody can enter.

A loop in `feeds` is how the work goes round; a loop of sources alone would never hold an entry.
"""

from collections.abc import Iterator, Mapping

Field = tuple[str, str]  # (exercise key, field key)


def never_filled(sources: Mapping[Field, list[Field]]) -> Iterator[Field]:
    """Fields that can never hold anything: all they pick from picks, in the end, from them.

    `sources` holds every field; one that is written by people has none.
    """
    fillable = {field for field, picked_from in sources.items() if not picked_from}
    waiting = set(sources) - fillable
    while reached := {one for one in waiting if fillable & set(sources[one])}:
        fillable |= reached
        waiting -= reached
    yield from sorted(waiting)
