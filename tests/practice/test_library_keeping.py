"""What can stay as a habit, said in the editor: added, set, seen beside it, told where wrong."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Ritual
from practice.models import Exercise
from practice.services import draft_body
from practice.services.library_keeping import keeping_faults
from tests import factories as make
from tests.practice.editor_page import Editor
from tests.practice.test_library_page import signed_in

pytestmark = pytest.mark.django_db
TRIED = "What would you like to try?"


@pytest.fixture
def ana() -> Browser:
    make.load_library()
    return signed_in(make.make_therapist())


@pytest.fixture
def editor(ana: Browser) -> Editor:
    return Editor.of_copy(ana)


def kept(editor: Editor, exercise: str) -> list[dict[str, Any]]:
    tidied = draft_body.tidy_exercise(editor.row(exercise))
    found: list[dict[str, Any]] = tidied.get("keeps", [])
    return found


def test_what_can_stay_is_added_set_and_seen(editor: Editor) -> None:
    editor.press("coping_list", "add:keeps")
    editor.send("coping_list", keeps__0__field="ways")
    assert kept(editor, "coping_list") == [{"field": "ways"}]
    assert draft_body.faults(editor.body()) == []
    prompt = editor.field("coping_list", "ways")["prompt"]["en"]
    assert f"What they write to “{prompt}” can stay as a habit." in editor.page("coping_list")


def test_a_part_names_it_and_a_choice_makes_it(editor: Editor) -> None:
    """As shipped; then without either."""
    page = editor.page("micro_experiment")
    assert f"With “Yes, keep it”, what they write to “{TRIED}” stays as a habit." in page
    editor.send("micro_experiment", keeps__0__chosen="", keeps__0__cue="", keeps__0__name="")
    assert kept(editor, "micro_experiment") == [{"field": "experiment"}]
    assert f"What they write to “{TRIED}” can stay as a habit." in editor.page("micro_experiment")
    editor.press("micro_experiment", "drop:keeps.0")
    assert kept(editor, "micro_experiment") == []
    assert "as a habit." not in editor.page("micro_experiment")


def test_the_live_look_brings_it_without_a_reload(editor: Editor) -> None:
    """The answer of the page holds both the faults and the look, which the script takes from it."""
    editor.press("coping_list", "add:keeps")
    page = editor.page("coping_list")
    assert "Keeps needs a field" in page
    assert 'data-look="needs.keeps.0"' in page


@pytest.mark.parametrize(
    ("row", "says", "at"),
    [
        ({}, "needs a field", "keeps.0"),
        ({"field": "hat"}, "no field of it: ['hat']", "keeps.0.field"),
        ({"field": "experiment", "name": "hat"}, f"“{TRIED}” asks nothing called 'hat'", "name"),
        ({"field": "experiment", "cue": "hat"}, f"“{TRIED}” asks nothing called 'hat'", "cue"),
        ({"field": "experiment", "chosen": "keep_as.hat"}, "'keep_as.hat' is no choice", "chosen"),
        ({"field": "experiment", "chosen": "hat.ritual"}, "'hat.ritual' is no choice", "chosen"),
    ],
)
def test_what_is_not_right_is_told_with_exercise_and_question(
    editor: Editor, row: dict[str, str], says: str, at: str
) -> None:
    blank = dict.fromkeys(("field", "name", "cue", "chosen"), "")
    typed = {f"keeps__0__{name}": value for name, value in (blank | row).items()}
    editor.send("micro_experiment", **typed)
    (fault,) = draft_body.faults(editor.body())
    assert (says in fault, fault.exercise) == (True, "micro_experiment")
    assert fault.at.endswith(at)
    page = editor.page("micro_experiment")
    assert (
        page.count(says.replace("'", "&#x27;")) == 2
    )  # on top with the exercise, and at its place
    assert all(f'value="{one}" selected' in page for one in row.values())


def test_the_same_question_twice_and_a_log_are_told() -> None:
    make.load_library()
    exercise = Exercise.objects.get(
        key="exception_log", programme_key="collaborative", is_current=True
    )
    fields = exercise.body["fields"]
    twice = {"fields": fields, "keeps": [{"field": "entries"}, {"field": "entries"}]}
    told = [what for what, _at in keeping_faults(twice, {"entries"})]
    assert ["is a log" in told[0], "stands twice" in told[1]] == [True, True]


def test_what_was_published_makes_a_habit(editor: Editor) -> None:
    editor.press("coping_list", "add:keeps")
    editor.send("coping_list", keeps__0__field="ways")
    programme = editor.publish()
    case = make.make_couple_case(make.make_therapist("ben@example.org"))
    journey = make.make_journey(case, programme.key)
    given = make.give(case, "coping_list", journey=journey)
    item = {"id": "0b0f2f0a-5a0e-4a1c-9b61-6f3f5d1c2a10", "text": "Running by the river"}
    make.write(given, data={"ways": {"items": [item]}})
    browser = Browser()
    browser.force_login(make.login_of(case))
    url = reverse("clients:portal_keep", args=[given.pk])
    page = browser.get(url).content.decode()
    mark = page.split('name="line" value="')[1].split('"')[0]
    assert "Make it a habit" in page
    browser.post(url, {"line": mark, "kept_as": "habit"})
    assert [row.name for row in Ritual.objects.all()] == ["Running by the river"]
