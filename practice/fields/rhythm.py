"""Plans: kinds whose value says how often something is tried, after what, and for how long."""

from abc import abstractmethod
from dataclasses import dataclass

from practice.fields import registry
from practice.fields.base import FieldSpec, Kind, Value


@dataclass(frozen=True)
class Rhythm:
    """The key of a frequency, the event that it waits for, and days; None: as long as it comes."""

    often: str = ""
    event: str = ""
    days: int | None = None


class Plan(Kind):
    """A kind that plans something to try."""

    @abstractmethod
    def rhythm(self, value: Value) -> Rhythm:
        """What the plan says of time."""


def rhythm_of(spec: FieldSpec, value: Value) -> Rhythm:
    """The rhythm of a plan; an empty one for every other kind."""
    kind = registry.get(spec.kind)
    return kind.rhythm(value) if isinstance(kind, Plan) else Rhythm()
