"""Builds one case of the demo from the file: its people, way, exercises, answers and scores.

The services stamp everything with the present moment. A story needs its past, so rows are written
directly here, and grants are derived from them as always.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from clients.models import (
    Answer,
    Assignment,
    Case,
    CaseMember,
    CaseWorker,
    Client,
    Journey,
    PhaseVisit,
    Readiness,
    Screening,
)
from clients.models.answer import Audience
from clients.services.cases import title_of
from clients.services.grants import sync_grants
from clients.services.joint_steps import ground_of
from clients.services.links import follow
from clients.services.placing import place_scores
from practice.fields.base import FieldSpec, Value
from practice.fields.logs import kind_of, log_field
from practice.models import Exercise, Phase, Programme, User
from sessions.services.demo_agreed import make_agreed
from sessions.services.demo_days import Days, named_id
from sessions.services.demo_keeping import make_kept
from sessions.services.demo_sessions import BOTH, make_sessions
from sessions.services.demo_values import Values

Json = dict[str, Any]


def make_case(told: Json, *, people: Mapping[str, User], days: Days) -> Case:
    """One story, whole. ValueError or FieldError names the place that does not fit."""
    return CaseMaker(told, people, days).make()


class CaseMaker:
    """Holds what the parts of one case refer to while it is being built."""

    def __init__(self, told: Json, people: Mapping[str, User], days: Days) -> None:
        self.told, self.people, self.days = told, people, days
        self.therapist = people[told["therapist"]]
        self.values = Values(told["name"], days)
        self.members: dict[str, CaseMember] = {}

    def make(self) -> Case:
        self.case = self._open()
        self._ask_alone()
        self._say_how_far()
        self.journey = self._set_out()
        make_sessions(
            self.told["sessions"],
            case=self.case,
            members=self.members,
            therapist=self.therapist,
            days=self.days,
        )
        for given in self.told["assignments"]:
            self._give(given)
        self._link()
        make_kept(self.told, case=self.case, members=self.members, days=self.days)
        self._open_together()
        # Once, at the end: grants follow from the rows, in whatever order those came.
        sync_grants(self.case)
        return self.case

    def _open(self) -> Case:
        clients = {position: self._client(key) for position, key in self.told["members"].items()}
        opened = self.days.at(self.told["opened"])
        case = Case.objects.create(
            # Named keys: a link into the demo leads to the same page after every reset.
            pk=named_id("case", self.told["name"]),
            code=self.told["code"],
            kind=Case.Kind.COUPLE if len(clients) == 2 else Case.Kind.INDIVIDUAL,
            title=title_of(clients.values()),
            secrets_policy=self.told["secrets_policy"],
            opened_on=opened.date(),
        )
        for position, client in clients.items():
            self.members[position] = CaseMember.objects.create(
                pk=named_id("member", self.told["name"], position),
                case=case,
                client=client,
                position=position,
                joined_on=opened.date(),
            )
        CaseWorker.objects.create(case=case, user=self.therapist, since=opened)
        make_agreed(case, self.members.values(), by=self.therapist, at=opened)
        return case

    def _client(self, key: str) -> Client:
        user = self.people[key]
        contact = self.told["contacts"][key]
        return Client.objects.create(
            pk=named_id("client", key),
            legal_name=user.name,
            email=user.email,
            user=user,
            **contact,
        )

    def _ask_alone(self) -> None:
        for row in self.told["screenings"]:
            Screening.objects.create(
                member=self.members[row["member"]],
                asked_alone_on=self.days.day(row["on"]),
                outcome=Screening.Outcome.CLEAR,
                words=row["words"],
                recorded_by=self.therapist,
            )

    def _say_how_far(self) -> None:
        Readiness.objects.bulk_create(
            Readiness(
                member=self.members[row["member"]],
                level=Readiness.Level[row["level"].upper()],
                set_at=self.days.at(row["at"]),
            )
            for row in self.told.get("readiness", [])
        )

    def _open_together(self) -> None:
        """What both are ready for has been open since it was given; the rest is not open yet."""
        joint = Assignment.objects.filter(case=self.case, member=None).select_related("exercise")
        ground = ground_of(self.case) if joint else None
        for row in joint:
            if ground and not ground.against(row.exercise):
                row.opened_for_both_at = row.given_at
                row.save(update_fields=["opened_for_both_at"])

    def _set_out(self) -> Journey:
        told = self.told["journey"]
        journey = Journey.objects.create(
            case=self.case,
            programme=Programme.objects.get(key=told["programme"], is_current=True),
            started_on=self.days.day(told["started"]),
        )
        phases = {phase.key: phase for phase in Phase.objects.filter(programme=journey.programme)}
        for stay in told["visits"]:
            PhaseVisit.objects.create(
                journey=journey,
                phase=phases[stay["phase"]],
                entered_on=self.days.day(stay["from"]),
                left_on=self.days.day(stay["to"]) if "to" in stay else None,
                why_entered=stay.get("why_entered", ""),
                why_left=stay.get("why_left", ""),
            )
        return journey

    def _give(self, told: Json) -> None:
        """One exercise to one member or to both, with everything that came of it."""
        given = self.days.at(told["given"])
        assignment = Assignment.objects.create(
            pk=named_id("assignment", self.told["name"], told["ref"]),
            case=self.case,
            journey=self.journey,
            exercise=self._exercise(told["exercise"]),
            member=None if told["to"] == BOTH else self.members[told["to"]],
            given_by=self.therapist,
            given_at=given,
            delivers_at=given,
            suggested_on=self._day_or_none(told.get("suggested")),
            message=told.get("message", ""),
            opened_at=self._at_or_none(told.get("opened")),
            **self._how_it_stands(told),
        )
        for answer in told.get("answers", []):
            self._write(assignment, answer, told)

    def _how_it_stands(self, told: Json) -> Json:
        if "set_aside" in told:
            return {
                "status": Assignment.Status.SET_ASIDE,
                "set_aside_at": self.days.at(told["set_aside"]["at"]),
                "set_aside_because": told["set_aside"]["because"],
            }
        if "done" in told:
            return {"status": Assignment.Status.DONE, "done_at": self.days.at(told["done"])}
        return {"status": Assignment.Status.OPEN}

    def _write(self, assignment: Assignment, told: Json, given: Json) -> None:
        """What one member wrote, or both in the joint part (`by` is "both")."""
        joint = told["by"] == BOTH
        written = self.days.at(told["at"])
        pk = named_id("answer", self.told["name"], given["ref"], told["by"])
        ref = f"{given['ref']}-{told['by']}"
        exercise = assignment.exercise
        data = self.values.of_answer(pk, ref, exercise, told["data"])
        row = {
            "assignment": assignment,
            "member": None if joint else self.members[told["by"]],
            "audience": Audience.ALL if joint else told["audience"],
            "shares_on": self._at_or_none(told.get("shares_on")),
            "entered_by": self.therapist if told.get("typed_in") else None,
            "created_at": written,
            "changed_at": self._at_or_none(told.get("changed")) or written,
            "version": 1,
        }
        log = log_field(exercise.fields)
        if log is not None:
            self._write_entries(row, pk, log, data.pop(log.key))
        if data:
            versions = dict.fromkeys(data, 1)
            row |= {"data": data, "field_versions": versions, "done_at": assignment.done_at}
            answer = Answer.objects.create(pk=pk, **row)
            # A number told in an exercise reaches the line as it does from the portal.
            placed = [spec for spec in exercise.fields if spec.key in data]
            place_scores(answer, placed, now=written)

    def _write_entries(self, row: Json, log: UUID, spec: FieldSpec, value: Value) -> None:
        """Each entry of a log is an answer of its own."""
        for mark, entry in kind_of(spec).split(value).items():
            pk = named_id("answer", str(log), mark)
            Answer.objects.create(
                pk=pk,
                entry=UUID(mark),
                data={spec.key: entry},
                field_versions={spec.key: 1},
                happened_on=kind_of(spec).happened_on(entry),
                **row,
            )
            self.values.moved(UUID(mark), pk)

    def _link(self) -> None:
        """As saving does it, once everything stands where it can be found."""
        for answer in Answer.objects.filter(assignment__case=self.case):
            follow(answer, answer.assignment.exercise.fields, self.values.places())

    def _exercise(self, key: str) -> Exercise:
        return Exercise.objects.get(
            programme_key=self.told["journey"]["programme"], key=key, is_current=True
        )

    def _at_or_none(self, said: str | None) -> datetime | None:
        return self.days.at(said) if said else None

    def _day_or_none(self, said: str | None) -> Any:
        return self.days.day(said) if said else None
