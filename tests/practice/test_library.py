"""Loading the library: all or nothing, the same twice changes nothing, and every fault is named."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from practice.models import Exercise, NoteTemplate, Phase, Programme, Question, QuestionBank, Scale
from practice.services import library
from practice.services.library_check import LibraryError
from tests import factories

SHIPPED = {path.stem: path for path in library.shipped_files()}
FIXTURES = {
    "programme": SHIPPED["programme_collaborative"],
    "question": SHIPPED["question_bank_collaborative"],
    "note": SHIPPED["note_template_collaborative"],
    "scales": SHIPPED["scales"],
}
VERSIONED = (Programme, Exercise, QuestionBank, NoteTemplate, Scale)

Json = dict[str, Any]
Write = Callable[..., Path]


@pytest.fixture
def bare(db: None) -> None:
    """A database without the library that the tests otherwise begin with."""
    for model in VERSIONED:
        model._default_manager.all().delete()


@pytest.fixture
def shipped(bare: None) -> None:
    """One file of each kind; the second programme has the same exercises in other words."""
    library.load(FIXTURES.values())


@pytest.fixture
def shipped_whole(bare: None) -> None:
    library.load(library.shipped_files())


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file with the given content, by name."""

    def write(content: Json | str, name: str = "mine.json") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def programme() -> Json:
    found: Json = json.loads(FIXTURES["programme"].read_text(encoding="utf-8"))
    return found


def exercise(data: Json, key: str) -> Json:
    rows = [row for phase in data["phases"] for row in phase["exercises"]]
    return next(row for row in rows if row["key"] == key)


def table() -> list[tuple[Any, ...]]:
    """Every library row as it stands, to compare with."""
    return [
        (model.__name__, row.pk, row.version, row.is_current, row.fingerprint)
        for model in VERSIONED
        for row in model._default_manager.order_by("pk")
    ]


# --- loading


def test_the_shipped_library_is_loaded_whole(shipped_whole: None) -> None:
    for key in ("collaborative", "relational-cultural"):
        data = json.loads(SHIPPED[f"programme_{key}"].read_text(encoding="utf-8"))
        exercises = [row for phase in data["phases"] for row in phase["exercises"]]
        loaded = Exercise.objects.filter(programme_key=key, is_current=True)
        assert [row.key for row in loaded] == [row["key"] for row in exercises]
    counted = {model: model._default_manager.filter(is_current=True).count() for model in VERSIONED}
    assert counted == {Programme: 2, Exercise: 18 + 19, QuestionBank: 1, NoteTemplate: 1, Scale: 1}
    assert Phase.objects.count() == 2 * 6
    assert Question.objects.count() > 50
    assert all(row.version == 1 for model in VERSIONED for row in model._default_manager.all())


def test_a_second_load_writes_nothing(
    shipped_whole: None, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    before = table()
    with django_assert_max_num_queries(60) as asked:
        counted = library.load(library.shipped_files())
    assert {outcome for _noun, outcome in counted} == {"unchanged"}
    assert table() == before
    written = [query["sql"] for query in asked if query["sql"].startswith("INSERT")]
    assert written == []


def test_a_changed_exercise_comes_in_beside_the_old_one(shipped: None, write: Write) -> None:
    case = factories.make_individual_case(factories.make_therapist())
    given = factories.give(case, "hope_question")
    data = programme()
    exercise(data, "hope_question")["purpose"] = {"en": "You picture a good day."}
    counted = library.load([write(data)])
    assert counted["exercise", "new version"] == 1
    assert counted["programme", "unchanged"] == 1
    old, new = Exercise.objects.filter(key="hope_question").order_by("version")
    assert (old.version, old.is_current, new.version, new.is_current) == (1, False, 2, True)
    assert old.words("purpose") != new.words("purpose") == "You picture a good day."
    given.refresh_from_db()
    assert given.exercise == old


def test_a_changed_phase_makes_a_new_programme_and_leaves_exercises(
    shipped: None, write: Write
) -> None:
    case = factories.make_individual_case(factories.make_therapist())
    journey = factories.make_journey(case)
    data = programme()
    data["phases"][0]["title"] = {"en": "Finding each other"}
    counted = library.load([write(data)])
    assert counted["programme", "new version"] == 1
    assert counted["exercise", "unchanged"] == 18
    new = Programme.objects.get(is_current=True)
    assert new.phases.get(number=1).title == "Finding each other"
    journey.refresh_from_db()
    assert journey.programme != new
    assert journey.programme.phases.get(number=1).title != "Finding each other"


def test_an_exercise_that_left_the_file_is_no_longer_offered(shipped: None, write: Write) -> None:
    data = programme()
    gone = data["phases"][0]["exercises"].pop(2)  # from which no other one picks
    library.load([write(data)])
    kept = Exercise.objects.get(key=gone["key"])
    assert not kept.is_current
    library.load([FIXTURES["programme"]])
    assert Exercise.objects.get(key=gone["key"], is_current=True).version == 2


def test_an_exercise_of_the_practices_own_programme_is_not_touched(
    shipped: None, write: Write
) -> None:
    own = programme() | {"key": "our-own"}
    library.load([write(own)])
    data = programme()
    exercise(data, "hope_question")["minutes"] = 3
    library.load([write(data)])
    assert Exercise.objects.get(programme_key="our-own", key="hope_question").is_current


def test_the_version_that_a_file_claims_is_not_what_counts(shipped: None, write: Write) -> None:
    counted = library.load([write(programme() | {"version": 7})])
    assert set(counted) == {("programme", "unchanged"), ("exercise", "unchanged")}


def test_how_ready_both_must_be_is_told_by_the_exercise(bare: None, write: Write) -> None:
    data = programme()
    told = {"together_level": "side_by_side", "for_one": {"en": "For you."}, "faces_partner": True}
    exercise(data, "micro_experiment").update(told)
    for name in told:
        exercise(data, "collaborative_stance").pop(name, None)
    library.load([write(data)])
    acts, talk = factories.exercise("micro_experiment"), factories.exercise("collaborative_stance")
    assert (acts.together_level, talk.together_level) == ("side_by_side", "talking")
    assert (acts.faces_partner, talk.faces_partner) == (True, False)
    assert (acts.words("for_one"), talk.words("for_one")) == ("For you.", "")


def test_a_name_for_the_problem_stands_in_place_of_general_words(bare: None, write: Write) -> None:
    data = programme()
    hope = exercise(data, "hope_question")
    hope["problem_words"] = {"en": "the worry", "zh": "担心"}
    hope["intro"] = {"en": "{problem} visits. When {problem} goes, {problem}’s chair is empty."}
    hope["fields"][0]["prompt"] = {"en": "What of {problem}?", "zh": "{problem}呢?"}
    library.load([write(data)])
    row = factories.exercise("hope_question")
    general = "The worry visits. When the worry goes, the worry’s chair is empty."
    assert row.words("intro") == general
    assert row.fields[0].prompt == {"en": "What of the worry?", "zh": "担心呢?"}
    row.problem_name = "the fog"
    assert row.words("intro") == general.replace("worry", "fog")
    assert row.fields[0].prompt == {"en": "What of the fog?", "zh": "The fog呢?"}


# --- faults


FAULTS: list[tuple[str, Callable[[Json], object], str]] = [
    ("no English", lambda e: e.update(title={"zh": "x"}), "title must be a text by language"),
    ("field gone", lambda e: e.pop("intro"), "intro is missing"),
    ("typo", lambda e: e.update(purpos={}), "'purpos' is not known here"),
    ("minutes", lambda e: e.update(minutes="ten"), "minutes must be a whole number"),
    ("minutes", lambda e: e.update(minutes=True), "minutes must be a whole number"),
    ("code", lambda e: e.update(code="E1234567890"), "code must be a code"),
    ("who", lambda e: e.update(who="together"), "who must be a list of some of individual"),
    ("audience", lambda e: e.update(audiences=["everyone"]), "audiences must be a list of some"),
    ("default", lambda e: e.update(audiences=["self"]), "is not among its audiences"),
    (
        "partner",
        lambda e: e.update(audiences=["all"], default_audience="all"),
        "no default reaches the partner",
    ),
    ("feeds", lambda e: e.update(feeds=["nowhere"]), "feeds 'nowhere', which is no exercise"),
    (
        "finish",
        lambda e: e.update(finish={"at_least": 1, "of": ["x"]}),
        "finish names no field of it: ['x']",
    ),
    ("level", lambda e: e.update(together_level="loud"), "must be one of side_by_side, reading"),
    ("for one", lambda e: e.update(for_one="Hello"), "for_one must be a text by language"),
    ("faces", lambda e: e.update(faces_partner="yes"), "faces_partner must be true or false"),
    ("rough day", lambda e: e.update(rough_day=["x"]), "names no field of it: ['x']"),
    ("unless", lambda e: e.update(unless_flagged=["x"]), "names no field of it: ['x']"),
    ("keeps", lambda e: e.update(keeps=[{"field": "x"}]), "names no field of it: ['x']"),
    ("keeps what", lambda e: e.update(keeps=[{"name": "x"}]), "keeps needs a field"),
    (
        "beside",
        lambda e: e.update(beside=["hats"]),
        "beside must be a list of some of protect",
    ),
    ("problem", lambda e: e.update(intro={"en": "If {problem} comes."}), "give problem_words"),
    ("fields", lambda e: e.update(fields={"a": 1}), "fields must be a list of objects"),
    ("kind", lambda e: e["fields"][0].update(kind="poem"), "kind 'poem' is unknown"),
    ("prompt", lambda e: e["fields"][0].update(prompt="Hello"), "prompt must be a text by lang"),
    ("option", lambda e: e["fields"][0].update(options={"x": 1}), "has no option ['x']"),
    ("twice", lambda e: e["fields"].append(e["fields"][0]), "stands twice"),
]


@pytest.mark.parametrize(
    ("spoil", "words"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_a_fault_names_file_exercise_and_remedy(
    bare: None, write: Write, spoil: Callable[[Json], object], words: str
) -> None:
    data = programme()
    spoil(exercise(data, "hope_question"))
    with pytest.raises(LibraryError) as raised:
        library.load([write(data)])
    (fault,) = raised.value.faults
    assert fault.startswith("mine.json, exercise hope_question")
    assert words in fault
    assert not Exercise.objects.exists()


def test_every_fault_is_told_at_once_and_nothing_is_loaded(bare: None, write: Write) -> None:
    data = programme()
    exercise(data, "hope_question").pop("code")
    for field in exercise(data, "coping_list")["fields"][:1]:
        field["kind"] = "poem"
    broken = write("{", name="broken.json")
    with pytest.raises(LibraryError) as raised:
        library.load([write(data), broken, FIXTURES["scales"]])
    assert len(raised.value.faults) == 3
    assert not Scale.objects.exists()


def test_picking_from_what_is_not_there_is_a_fault(bare: None, write: Write) -> None:
    data = programme()
    rows = [row for phase in data["phases"] for row in phase["exercises"]]
    field = next(f for row in rows for f in row["fields"] if f["kind"] == "pick_from")
    field["options"]["source"] = {"exercise": "hope_question", "field": "nothing"}
    with pytest.raises(LibraryError, match=r"picks from hope_question\.nothing"):
        library.load([write(data)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"key": "a",\n "title": }', "line 2, column 11"),
        ("[1, 2]", "one object in curly brackets"),
        ('{"key": "a"}', "holds none of phases"),
        ('{"phases": "six", "key": "a"}', "phases must be a list of objects"),
        ('{"phases": [1], "key": "a"}', "phases must be a list of objects"),
        ('{"questions": [{"key": "q"}], "key": "a"}', "question q: text is missing"),
        ('{"sections": [{"key": "s", "compartments": ["c"]}]}', "compartments must be"),
        ('{"scales": [{"key": "s", "low": "1"}]}', "scale s: low must be a number"),
        ("[" * 100_000, "mine.json"),
    ],
)
def test_a_file_of_another_shape_is_a_fault(
    bare: None, write: Write, text: str, words: str
) -> None:
    with pytest.raises(LibraryError) as raised:
        library.load([write(text)])
    assert any(words in fault for fault in raised.value.faults)


def test_a_scale_that_stands_on_its_head_is_a_fault(bare: None, write: Write) -> None:
    data = json.loads(FIXTURES["scales"].read_text(encoding="utf-8"))
    data["scales"][0]["low"] = 11
    with pytest.raises(LibraryError, match="low must be under high"):
        library.load([write(data)])


@pytest.mark.parametrize("number", [1e9, 0.25, True, "1"])
def test_a_number_that_no_scale_can_hold_is_a_fault(
    bare: None, write: Write, number: object
) -> None:
    data = json.loads(FIXTURES["scales"].read_text(encoding="utf-8"))
    data["scales"][0]["step"] = number
    with pytest.raises(LibraryError, match="step must be a number under 100"):
        library.load([write(data)])


def test_two_files_with_one_key_are_a_fault(bare: None, write: Write) -> None:
    with pytest.raises(LibraryError, match="has the same key 'collaborative'"):
        library.load([write(programme()), write(programme(), name="copy.json")])


@pytest.mark.parametrize("name", ["programme", "question", "note", "scales"])
@pytest.mark.parametrize("nonsense", [None, 0, "", [], {}, [None]])
def test_any_value_that_turns_into_nonsense_is_a_fault_or_harmless(
    bare: None, write: Write, name: str, nonsense: Any
) -> None:
    """Whatever one value of a file becomes, the loader answers in words."""
    data = json.loads(FIXTURES[name].read_text(encoding="utf-8"))
    told = [fault for copied in spoiled_copies(data, nonsense) for fault in faults(write(copied))]
    assert told
    assert [fault for fault in told if not fault.startswith("mine.json")] == []


def faults(path: Path) -> list[str]:
    try:
        library.load([path])
    except LibraryError as error:
        return error.faults
    return []


def spoiled_copies(data: Json, nonsense: Any) -> list[Json]:
    """Copies in which one value each, along the first branch of the tree, is nonsense."""
    roads: list[list[Any]] = []
    walk(data, [], roads)
    copies = []
    for road in roads:
        spoiled = copy.deepcopy(data)
        place: Any = spoiled
        for step in road[:-1]:
            place = place[step]
        place[road[-1]] = nonsense
        copies.append(spoiled)
    return copies


def walk(value: Any, road: list[Any], roads: list[list[Any]]) -> None:
    steps = list(value) if isinstance(value, dict) else range(min(len(value), 1))
    for step in steps:
        roads.append([*road, step])
        if isinstance(value[step], dict | list):
            walk(value[step], [*road, step], roads)


# --- the command


def test_the_command_prints_what_became_of_each(
    bare: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_library")
    first = capsys.readouterr().out.split("\n")
    assert first[1].split() == ["exercise", "37", "0", "0"]
    call_command("load_library")
    assert capsys.readouterr().out.split("\n")[1].split() == ["exercise", "0", "0", "37"]


def test_the_command_names_every_fault(bare: None, write: Write, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"(?s)Nothing was loaded.*broken.*missing\.json"):
        call_command("load_library", write("{", name="broken.json"), tmp_path / "missing.json")
