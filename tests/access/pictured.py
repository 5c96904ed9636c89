"""Pictures of the access world: one for each audience, and one whose field goes less far."""

import io

from clients.models import Answer, Case
from clients.services.pictures import keep
from tests.access.people import World, ago
from tests.access.written import give, stored
from tests.pictures import made, pictured_exercise

AUDIENCES = ("self", "therapist", "partners", "all")


def add_pictures(world: World) -> None:
    for audience in AUDIENCES:
        _add(world, world.couple, audience, audience)
    _add(world, world.couple, "all", "field for me").parts.create(part="shown", audience="self")
    _add(world, world.cases["the stranger"], "therapist", "of the stranger")


def _add(world: World, case: Case, audience: str, name: str) -> Answer:
    assignment = give(case, "A", pictured_exercise("access_pictured"))
    shares_on = ago(days=1) if audience in ("partners", "all") else None
    answer = stored(assignment, audience, {}, shares_on=shares_on)
    picture = keep(answer, "shown", io.BytesIO(made()))
    answer.data = {"shown": {"picture": str(picture.pk), "alt": ""}}
    answer.save()
    world.objects[f"A: picture, {name}"] = {"pk": assignment.pk, "field": "shown"}
    world.objects[f"A: picture, {name} (to see)"] = {"pk": picture.pk}
    return answer
