"""Logs of the people of the access world, entry by entry, and what A took up from them."""

import uuid

from django.utils import timezone

from clients.models import Answer, AnswerLink, Assignment
from tests import factories
from tests.access.people import World, ago
from tests.access.written import answer, give

FIELD = "entries"


def add_logs(world: World) -> None:
    """A and B each keep one; A took up an entry of every reach, and one that B took back."""
    logs = {who: give(world.couple, who, factories.exercise("exception_log")) for who in "AB"}
    world.objects["A: log"] = {"pk": logs["A"].pk}
    told = {
        name: _entry(world, logs[name[0]], name[0], name, audience)
        for name, audience in (
            ("A: entry for self", "self"),
            ("A: entry for therapist", "therapist"),
            ("B: entry for both", "all"),
            ("B: entry taken back", "therapist"),
        )
    }
    described = give(world.couple, "A", factories.exercise("exception_deep_description"))
    taken = answer(described, factories.member(world.couple), "therapist", {})
    taken.data = {"picks": {"picks": [_pick(world, name, told[name]) for name in told]}}
    taken.save()
    AnswerLink.objects.bulk_create(
        AnswerLink(from_answer=source, from_item=source.entry, to_answer=taken, to_item=pick["id"])
        for source, pick in zip(told.values(), taken.data["picks"]["picks"], strict=True)
    )


def _entry(world: World, log: Assignment, who: str, name: str, audience: str) -> Answer:
    mark = uuid.uuid4()
    moment = {
        "id": str(mark),
        "when": {"words": "last spring"},
        "parts": {"context": {"text": world.word(name)}},
        "nothing_better": False,
    }
    found = Answer.objects.create(
        assignment=log,
        member=factories.member(world.couple, who),
        entry=mark,
        data={FIELD: {"entries": [moment]}},
        field_versions={FIELD: 1},
        version=1,
        audience=audience,
        shares_on=ago(days=1) if audience == "all" else None,
        created_at=timezone.now(),
        changed_at=timezone.now(),
    )
    world.objects[name] = {"pk": log.pk, "entry": mark}
    return found


def _pick(world: World, name: str, source: Answer) -> dict[str, object]:
    """Its copy is A's own, in words of its own here, so that each can be told from the other."""
    copied = world.word(f"A took up: {name}")
    return {"id": str(uuid.uuid4()), "from": str(source.entry), "text": copied, "parts": {}}
