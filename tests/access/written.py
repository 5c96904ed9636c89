"""What the people of the access world wrote to what they were given: a word of its own for each
audience, each part and each field.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from clients.models import Answer, AnswerRevision, Assignment, Case, CaseMember, Ritual
from clients.services import kept
from clients.services.help import ask_for_help
from clients.services.team import leave_case
from practice.models import Exercise
from tests import factories
from tests.access.people import World, ago

REACHES = ("self", "therapist", "partners")
# A list whose things go different ways: (name, audience, days until the partner has it).
APART: tuple[tuple[str, str | None, int], ...] = (
    ("kept", None, 0),
    ("for the therapist", "therapist", 0),
    ("for the session", "session", 0),
    ("for both", "all", -1),
    ("for both later", "all", 1),
)
TRIED = {"parts": {}, "frequency": "per_event", "event": "before we part", "length_days": 3}
FIELDS = {
    "own": [("mine", "own", None), *((f"for_{reach}", "own", reach) for reach in REACHES)],
    "listed": [("things", "own", None)],
    "pair": [("mine", "own", None), ("guess", "own", "therapist")],
    "gift": [("mine", "own", None), ("gift", "partner", None)],
    "titled": [("mine", "own", None)],
    "both": [("mine", "own", None), ("ours", "joint", "all")],
}


def add_answers(world: World) -> None:
    """In the couple each to every audience; one in A's own case, and one of the stranger's."""
    for who in "AB":
        for audience in ("self", "therapist", "session", "partners"):
            _written(world, world.couple, who, audience)
        _written(world, world.couple, who, "all", shares_on=ago(days=1))
    later = timezone.now() + timedelta(days=1)
    _written(world, world.couple, "A", "all", "waiting", shares_on=later)
    _written(world, world.cases["A alone"], "A", "therapist", "in a case of their own")
    _written(world, world.cases["the stranger"], "A", "therapist", "of the stranger")
    AnswerRevision.objects.create(
        answer=Answer.objects.get(assignment=world.objects["A: therapist"]["pk"]),
        data={"mine": {"text": world.word("earlier text of A")}},
        version=0,
        reason="audience",
        kept_at=timezone.now(),
    )


def add_given(world: World) -> None:
    """Not there yet, set aside, with a line to it, with a title that tells something."""
    couple, own = world.couple, exercise("own")
    titled = exercise("titled", world.word("title of what A was given"))
    line = world.word("line to A with an exercise")
    because = world.word("why something of A was set aside")
    later = timezone.now() + timedelta(days=2)
    aside = {"status": "set_aside", "set_aside_at": ago(days=1)}
    rows = {
        "nothing written": give(couple, "A", own, message=line),
        "not delivered": give(couple, "A", titled, delivers_at=later),
        "titled": give(couple, "A", titled),
        "set aside": give(couple, "A", own, set_aside_because=because, **aside),
    }
    world.objects |= {f"A: {name}": {"pk": row.pk} for name, row in rows.items()}
    world.objects["an exercise"] = {"pk": own.pk}


def add_together(world: World) -> None:
    """One exercise for both: a private part of each, and what they wrote together."""
    couple = world.couple
    assignment = give(couple, None, exercise("both"))
    for who, audience in (("A", "self"), ("B", "therapist")):
        words = {"mine": world.word(f"{who}: own part, {audience}")}
        answer(assignment, factories.member(couple, who), audience, words)
    joint = answer(assignment, None, "all", {"ours": world.word("written together")})
    elsewhere = world.cases["A alone"].pk
    world.objects |= {
        "both": {"pk": assignment.pk},
        "written together (to read)": {"case_pk": couple.pk, "pk": joint.pk},
        "written together, asked for in another case": {"case_pk": elsewhere, "pk": joint.pk},
    }


def add_things_apart(world: World) -> None:
    """Lists of A whose things go different ways: in an answer for nobody, and in one for both."""
    for whole in ("self", "all"):
        name = f"A: things, {whole}"
        assignment = give(world.couple, "A", exercise("listed"))
        items = [
            {"id": str(uuid4()), "text": world.word(f"{name}, {thing}")} for thing, *_how in APART
        ]
        found = stored(assignment, whole, {"things": {"items": items}})
        for item, (_thing, audience, days) in zip(items, APART, strict=True):
            time = ago(days=-days) if audience == "all" else None
            if audience:
                found.parts.create(part=item["id"], audience=audience, shares_on=time)
        found.forget_parts()
        found.save()
        world.objects[name] = {"pk": assignment.pk}
        world.objects[f"{name} (to read)"] = {"case_pk": world.couple.pk, "pk": found.pk}


def add_entry(world: World) -> None:
    """One moment of A's log."""
    assignment = give(world.couple, "A", factories.exercise("exception_log"))
    mark, words = uuid4(), world.word("A: entry of a log, self")
    moment = {
        "id": str(mark),
        "when": {"words": "last spring"},
        "parts": {"context": {"text": words}},
        "nothing_better": False,
    }
    stored(assignment, "self", {"entries": {"entries": [moment]}}, entry=mark)
    world.objects["A: entry of a log"] = {"pk": assignment.pk, "entry": mark}


def add_pairs(world: World) -> None:
    """One that is open to both, and half of one: A said yes, and B has only written."""
    for cycle, (name, both) in enumerate((("open pair", True), ("half a pair", False)), start=1):
        for who in "AB":
            assignment = give(world.couple, who, exercise("pair"), cycle=cycle)
            data = {key: {"text": world.word(f"{who}: {name}, {key}")} for key in ("mine", "guess")}
            said_yes = both or who == "A"
            time = ago(days=1) if both else None
            audience = "all" if said_yes else "self"
            row = stored(assignment, audience, data, opens_as_pair=said_yes, shares_on=time)
            keys = {"case_pk": world.couple.pk, "pk": row.pk}
            world.objects[f"{who}: {name} (to read)"] = keys


def add_gifts(world: World) -> None:
    """What A gave to B, and what A writes just now."""
    for name, audience, shares_on in (("given", "all", ago(days=1)), ("begun", "self", None)):
        assignment = give(world.couple, "A", exercise("gift"), is_gift=True, status="done")
        data = {"gift": {"text": world.word(f"gift of A, {name}")}}
        found = stored(assignment, audience, data, shares_on=shares_on)
        world.objects[f"gift, {name}"] = {"pk": assignment.pk}
        world.objects[f"gift, {name} (to read)"] = {"case_pk": world.couple.pk, "pk": found.pk}


def stored(assignment: Assignment, audience: str, data: Any, **fields: Any) -> Answer:
    now = timezone.now()
    return Answer.objects.create(
        assignment=assignment,
        member=assignment.member,
        audience=audience,
        data=data,
        version=1,
        created_at=now,
        changed_at=now,
        **fields,
    )


def add_separation(world: World) -> None:
    """B left yesterday: what was shared is off, the joint words of before stay with both."""
    parted = world.cases["the parted couple"]
    _written(world, parted, "A", "all", "shared before B left", shares_on=ago(days=9))
    _written(world, parted, "B", "therapist", "own words before B left")
    for name, at in (("before", ago(days=9)), ("after", timezone.now())):
        assignment = give(parted, None, exercise("both"))
        name = f"written together {name} B left"
        joint = answer(assignment, None, "all", {"ours": world.word(name)}, written_at=at)
        world.objects[name] = {"pk": assignment.pk}
        world.objects[f"{name} (to read)"] = {"case_pk": parted.pk, "pk": joint.pk}
    leave_case(world.therapist, factories.member(parted, "B"), left_on=ago(days=1).date())


def add_kept(world: World) -> None:
    """Words and habits that each keeps for few, one that both made, and two calls for help."""
    couple = world.couple
    for who, audience in (("A", "therapist"), ("A", "self"), ("B", "therapist"), ("", "all")):
        name = f"{who or 'both'}: {audience}"
        habit = kept.Habit(world.word(f"habit, {name}"))
        row = _habit(couple, who, habit, audience)
        world.objects[f"habit, {name}"] = {"case_pk": couple.pk, "pk": row.pk}
        if who:
            words = world.word(f"kept words, {name}")
            user = factories.login_of(couple, who)
            said = kept.keep_words(user, couple, kind="inner", words=words, audience=audience)
            world.objects[f"kept words, {name}"] = {"case_pk": couple.pk, "pk": said.pk}
    for who in "AB":
        given = give(couple, who, factories.exercise("micro_experiment"))
        found = answer(given, factories.member(couple, who), "therapist", {})
        found.data = {"experiment": TRIED}
        found.save()
        world.objects[f"something that {who} tries"] = {"pk": given.pk}
    for name in ("the couple", "the stranger"):
        case = world.cases[name]
        kind = {"case_pk": case.pk, "kind": "protect"}
        world.objects[f"words of {name} to protect"] = kind
        flag = ask_for_help(factories.login_of(case), case)
        who = "A" if case == couple else "the stranger"
        world.objects[f"call for help of {who}"] = {"pk": flag.pk}
    world.objects["words of no kind"] = {"case_pk": couple.pk, "kind": "hats"}


def _habit(case: Case, who: str, habit: kept.Habit, audience: str) -> Ritual:
    user = factories.login_of(case, who or "A")
    if who:
        return kept.begin_ritual(user, case, habit, audience=audience)
    fields = {"name": habit.name, "since": ago(days=1).date(), "cadence": habit.cadence}
    return Ritual.objects.create(case=case, audience=audience, **fields)


def _written(
    world: World, case: Case, who: str, audience: str, name: str = "", **fields: Any
) -> None:
    """An exercise given to one, and its answer; the object and the words have the same name."""
    name = f"{who}: {name or audience}"
    assignment = give(case, who, exercise("own"))
    words = {"mine": world.word(name)}
    if audience == "all":
        words |= {f"for_{one}": world.word(f"{name}, field for {one}") for one in REACHES}
    found = answer(assignment, factories.member(case, who), audience, words, **fields)
    world.objects[name] = {"pk": assignment.pk}
    world.objects[f"{name} (to read)"] = {"case_pk": case.pk, "pk": found.pk}


def give(case: Case, to: str | None, what: Exercise, **fields: Any) -> Assignment:
    now = timezone.now()
    opened = {} if to else {"opened_for_both_at": now}
    return Assignment.objects.create(
        case=case,
        exercise=what,
        member=factories.member(case, to) if to else None,
        given_by=case.workers.get(until=None).user,
        **{"given_at": now, "delivers_at": now, "journey": case.journeys.get()} | opened | fields,
    )


def answer(
    assignment: Assignment,
    member: CaseMember | None,
    audience: str,
    words: dict[str, str],
    *,
    shares_on: datetime | None = None,
    written_at: datetime | None = None,
) -> Answer:
    at = written_at or timezone.now()
    return Answer.objects.create(
        assignment=assignment,
        member=member,
        audience=audience,
        data={key: {"text": text} for key, text in words.items()},
        field_versions=dict.fromkeys(words, 1),
        version=1,
        shares_on=shares_on,
        created_at=at,
        changed_at=at,
    )


def exercise(key: str, title: str = "Made for a test") -> Exercise:
    """One of these tests: fields of long text, each with its role and its reach."""
    found = Exercise.objects.filter(key=f"access_{key}").first()
    like = factories.exercise()
    body = like.body | {
        "who": ["together"] if key == "both" else ["individual"],
        "audiences": ["self", "therapist", "session", "partners", "all"],
        "together_level": "side_by_side",
        "fields": [_field(*names) for names in FIELDS[key]],
        "pair": key == "pair",
        "opens_in_pair": ["guess"] if key == "pair" else [],
    }
    return found or Exercise.objects.create(
        programme_key=like.programme_key,
        phase_key=like.phase_key,
        key=f"access_{key}",
        code="T1",
        minutes=5,
        title_map={"en": title},
        body=body,
    )


def _field(key: str, role: str, audience: str | None) -> dict[str, Any]:
    is_list = key == "things"
    return {
        "key": key,
        "kind": "list" if is_list else "long_text",
        "prompt": {"en": f"Prompt of {key}"},
        "help": None,
        "required": False,
        "role": role,
        "audience": audience,
        "options": {} if is_list else {"max_length": 12000, "rows": 3},
    }
