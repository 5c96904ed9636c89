"""What the map of a journey shows: phases with their stays, exercises and where each stands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clients.models import Assignment, Case, CaseMember, Journey, PhaseVisit
from clients.services.cases import count_cleared
from clients.services.homework import Ground
from clients.services.joint_steps import JointGround
from practice.models import Exercise, Phase


@dataclass(frozen=True)
class PhaseOnMap:
    """A phase, the stays in it, and who stands there now."""

    phase: Phase
    stays: list[PhaseVisit]
    is_shown: bool
    all_of_them: str  # in words: those whose stay is the common one; nobody to tell apart if alone

    @property
    def here(self) -> list[str]:
        return [str(s.member or self.all_of_them) for s in self.stays if s.left_on is None]

    @property
    def been_until(self) -> date | None:
        """When the latest stay ended."""
        return max((s.left_on for s in self.stays if s.left_on), default=None)


@dataclass(frozen=True)
class ExerciseOnMap:
    """An exercise, what became of it for whom, and why it cannot be given, where it cannot."""

    exercise: Exercise
    given: list[Assignment]
    alone_because: str
    together_because: str
    closed_because: str  # why what was given to both cannot be opened to them now
    is_couple: bool

    @property
    def may_be_given(self) -> bool:
        return not (self.alone_because and self.together_because)

    @property
    def who(self) -> str:
        """Made for one, for both together, or for either; with one person that says itself."""
        alone, together = ("individual" in self.exercise.who, "together" in self.exercise.who)
        if alone and not self.is_couple:
            return ""
        if alone and together:
            return _("for one or both together")
        return _("for both together") if together else _("for one")

    @property
    def because(self) -> str:
        """The one reason worth telling: why not at all, else why not together."""
        if not self.may_be_given or "individual" not in self.exercise.who:
            return self.together_because if self._is_joint else self.alone_because
        return self.together_because if self._is_joint else ""

    @property
    def _is_joint(self) -> bool:
        together = "together" in self.exercise.who
        # With one person, what also goes together is simply theirs.
        told = self.is_couple or "individual" not in self.exercise.who
        return together and told


def journey_of(case: Case) -> Journey | None:
    """The way that the case is on: the latest that has phases and has not ended."""
    ways = case.journeys.filter(ended_on=None, programme__phases__isnull=False)
    return ways.select_related("programme", "case").distinct().first()


def phases_on_map(journey: Journey, asked: str, members: Iterable[CaseMember]) -> list[PhaseOnMap]:
    """All phases in order; shown is the one asked for, else where most stand, else the first."""
    phases = list(journey.programme.phases.all())
    stays: dict[object, list[PhaseVisit]] = defaultdict(list)
    for stay in journey.visits.select_related("member__client"):
        stays[stay.phase_id].append(stay)
    shown = _shown(phases, asked) or _standing(phases, stays) or phases[0]
    common = _common(members, stays) if journey.case.is_couple else ""
    return [PhaseOnMap(phase, stays[phase.pk], phase.pk == shown.pk, common) for phase in phases]


def _common(members: Iterable[CaseMember], stays: dict[object, list[PhaseVisit]]) -> str:
    """Whose stay the common one is: of both, or, where one stands elsewhere, of the other."""
    open_stays = [stay for rows in stays.values() for stay in rows if stay.left_on is None]
    elsewhere = {stay.member_id for stay in open_stays}
    present = [member for member in members if member.left_on is None]
    left = [str(member) for member in present if member.pk not in elsewhere]
    return _("Both") if len(left) == len(present) else ", ".join(left)


def _shown(phases: Sequence[Phase], asked: str) -> Phase | None:
    return next((phase for phase in phases if phase.key == asked), None)


def _standing(phases: Sequence[Phase], stays: dict[object, list[PhaseVisit]]) -> Phase | None:
    """Where everybody stands, else where one of them does."""
    open_stays = [stay for rows in stays.values() for stay in rows if stay.left_on is None]
    open_stays.sort(key=lambda stay: stay.member_id is not None)
    return next((p for stay in open_stays for p in phases if p.pk == stay.phase_id), None)


def exercises_of(journey: Journey, phase: Phase | None = None) -> QuerySet[Exercise]:
    """What the programme offers today, in all phases or in one."""
    rows = Exercise.objects.filter(programme_key=journey.programme.key, is_current=True)
    return rows.filter(phase_key=phase.key) if phase else rows


def exercises_on_map(
    journey: Journey, phases: Sequence[Phase], shown: Phase, members: Iterable[CaseMember]
) -> list[ExerciseOnMap]:
    """The exercises of `shown`; earlier versions and earlier turns count as given too.

    What was given stays on the map whatever later versions of the course do with it: where it
    stands today, else where it stood when it was given, else in the first phase.
    """
    case, members, cleared = journey.case, list(members), count_cleared(journey.case)
    ground = Ground.of(case, members, cleared=cleared)
    joint = JointGround.of(case, members, cleared=cleared)
    on_map = [phase.key for phase in phases]
    # The whole course: what has no place on the map any more is known by those that have one.
    course = [one for one in exercises_of(journey) if one.phase_key in on_map]
    offered, given = [one for one in course if one.phase_key == shown.key], _given(journey)
    placed = {one.key for one in course}
    latest = [rows[-1].exercise for key, rows in given.items() if key not in placed]
    elsewhere = _standing_in(shown, on_map, latest)
    gone = _("The course has it in another place now, or has it no longer.")
    rows = [
        (one, ground.against(one, "each"), ground.against(one, "together")) for one in offered
    ] + [(one, gone, gone) for one in elsewhere]
    return [
        ExerciseOnMap(one, given[one.key], alone, together, joint.against(one), case.is_couple)
        for one, alone, together in rows
    ]


def _given(journey: Journey) -> dict[str, list[Assignment]]:
    """By key: what was given last month may be an earlier version, with another row."""
    given: dict[str, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(journey=journey, is_gift=False)
    rows = rows.select_related("exercise", "member__client").defer("exercise__body")
    for row in rows.order_by("cycle", "given_at"):
        given[row.exercise.key].append(row)
    return given


def _standing_in(
    shown: Phase, on_map: Sequence[str], exercises: Iterable[Exercise]
) -> list[Exercise]:
    """Those that had their place in `shown` when they were given; without one, in the first."""
    here = [
        one.pk
        for one in exercises
        if shown.key == (one.phase_key if one.phase_key in on_map else on_map[0])
    ]
    # Fetched anew, with the texts that the rows of what was given do without.
    return list(Exercise.objects.filter(pk__in=here)) if here else []
