"""Writing a practice's own programme: copied, re-worded, reordered, added to, and nothing lost."""

import copy
import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from practice.fields import registry
from practice.models import AuditEvent, Programme, ProgrammeDraft
from practice.services import draft_body
from tests import factories
from tests.practice.editor_page import Editor, form_of
from tests.practice.test_library_page import signed_in

AUTOSAVE = {"HTTP_X_AUTOSAVE": "1"}


@pytest.fixture
def ana(db: None) -> Browser:
    factories.load_library()
    return signed_in(factories.make_therapist())


@pytest.fixture
def editor(ana: Browser) -> Editor:
    return Editor.of_copy(ana)


def test_a_copy_is_a_draft_of_the_same_words_under_a_key_of_its_own(editor: Editor) -> None:
    shipped = Programme.objects.get(key="collaborative", is_current=True)
    assert editor.draft.key == "own-collaborative"
    assert editor.body()["title"]["en"] == f"Copy of {shipped.title}"
    assert draft_body.faults(editor.body()) == []
    assert AuditEvent.objects.filter(action="programme.copied", subject_id=shipped.pk).exists()
    again = Editor.of_copy(editor.browser)
    assert again.draft.key == "own-collaborative-2"


def test_a_page_sent_as_it_stands_changes_nothing(editor: Editor) -> None:
    before = copy.deepcopy(editor.body())
    pages = ["", *(row["key"] for _phase, row in draft_body.exercises(before))]
    for page in pages:
        assert editor.send(page).status_code == 302
        assert editor.body() == before, page
    assert editor.draft.version == 0


def test_every_text_is_re_worded_in_its_place(editor: Editor) -> None:
    """Each text and number of an exercise is on its page, and what is typed there is kept."""
    sent = form_of(editor.page("coping_list"))
    texts = [name for name in sent if name.endswith(".en") and not name.startswith("new")]
    assert {"title.en", "purpose.en", "intro.en", "low_word.en", "content_note.en"} <= set(texts)
    assert {
        "f.ways.prompt.en",
        "f.ways.options.suggest.0.en",
        "f.ways.options.under_min.en",
    } <= set(texts)
    editor.send("coping_list", **{name.replace(".", "__"): f"My {name}" for name in texts})
    row = editor.row("coping_list")
    assert row["title"] == {"en": "My title.en"}
    ways = editor.field("coping_list", "ways")
    assert ways["prompt"] == {"en": "My f.ways.prompt.en"}
    assert ways["options"]["suggest"][4] == {"en": "My f.ways.options.suggest.4.en"}
    kept = [name for name in texts if f"My {name}" not in str(row)]
    assert kept == []


def test_numbers_audiences_and_who_are_set(editor: Editor) -> None:
    editor.send(
        "coping_list",
        minutes="7", day_from="9", day_to="", who=["individual", "together"],
        audiences=["self", "therapist"], default_audience="self",
        f__ways__options__min="3", f__ways__options__max="9", f__ways__required=[],
    )  # fmt: skip
    row, ways = editor.row("coping_list"), editor.field("coping_list", "ways")
    assert (row["minutes"], row["day_from"], row["day_to"]) == (7, 9, None)
    assert (row["who"], row["audiences"]) == (["individual", "together"], ["self", "therapist"])
    assert row["default_audience"] == "self"
    assert (ways["options"]["min"], ways["options"]["max"]) == (3, 9)
    assert ways["required"] is False
    assert draft_body.faults(editor.body()) == []


@pytest.mark.parametrize(
    ("typed", "words", "kept"),
    [
        ({"minutes": "ten"}, "Minutes must be a whole number", "ten"),
        ({"title__en": "  "}, "This needs words in English", ""),
        ({"default_audience": "all"}, "no default reaches the partner", ""),
        ({"default_audience": "session", "audiences": ["self"]}, "is not among its audiences", ""),
        ({"who": []}, "Who must be a list of some of individual, together", ""),
        ({"who": ["nobody"]}, "Who must be a list", "nobody"),
        ({"code": "E123456789"}, "Code must be a code such as E1", "E123456789"),
        ({"day_to": "-3"}, "Day_to must be", "-3"),
        ({"f__ways__prompt__en": ""}, "This needs words in English", ""),
        ({"f__ways__options__min": "-1"}, "must be a whole number from 0 to 500", "-1"),
        ({"f__ways__options__max": "many"}, "must be a whole number from 1 to 500", "many"),
        ({"f__ways__role": "boss"}, "Role must be one of own", "boss"),
    ],
)
def test_what_is_not_right_is_kept_and_told_at_its_field(
    editor: Editor, typed: dict[str, Any], words: str, kept: str
) -> None:
    name = next(iter(typed)).replace("__", ".").removesuffix(".en")
    answer = editor.send("coping_list", **typed)
    assert answer.status_code == 302
    page = editor.page("coping_list")
    at_field = page.partition(f'data-look="needs.{name}"')[2].partition("</div>")[0]
    assert words.lower() in at_field.lower()
    assert kept in page
    publish = reverse("library_publish", args=[editor.draft.pk])
    told = editor.browser.get(publish).content.decode()
    assert "Not yet" in told
    assert words in told or words.lower() in told.lower()
    editor.browser.post(publish)
    assert not Programme.objects.filter(is_own=True).exists()


def test_exercises_and_phases_are_put_in_another_order(editor: Editor) -> None:
    def order() -> list[list[str]]:
        return [[row["code"] for row in phase["exercises"]] for phase in editor.body()["phases"]]

    editor.press("", "down:e.relationship_narrative")
    assert order()[0] == ["E2", "E1", "E3"]
    editor.press("", "down:e.hope_question")
    assert order()[:2] == [["E2", "E1"], ["E3", "E4", "E5", "E6"]]
    editor.press("", "up:e.hope_question")
    assert order()[:2] == [["E2", "E1", "E3"], ["E4", "E5", "E6"]]
    editor.press("", "up:p.resources")
    assert order()[:2] == [["E4", "E5", "E6"], ["E2", "E1", "E3"]]
    editor.press("coping_list", "down:f.ways")
    assert [raw["key"] for raw in editor.row("coping_list")["fields"]] == ["first_used", "ways"]


def test_what_is_taken_out_can_be_put_back(editor: Editor) -> None:
    before = editor.row("coping_list")
    editor.press("coping_list", "drop:f.first_used")
    assert len(editor.row("coping_list")["fields"]) == 1
    assert "1 taken out" in editor.page("coping_list")
    editor.press("coping_list", "back:0")
    assert editor.row("coping_list") == before
    editor.press("", "drop:e.coping_list")
    told = editor.page()
    # The plan for dips picks from it, and names that.
    assert "Picks from coping_list.ways, which is not in this file" in told
    editor.press("", "back:0")
    assert editor.row("coping_list") == before
    assert draft_body.faults(editor.body()) == []


@pytest.mark.parametrize("kind", registry.names())
def test_a_field_of_every_kind_is_added_by_its_declared_options(editor: Editor, kind: str) -> None:
    editor.press("coping_list", "add:f", new__kind=kind)
    raw = editor.row("coping_list")["fields"][-1]
    assert raw["kind"] == kind
    name = f"f.{raw['key']}"
    page = editor.page("coping_list")
    for option, declared in registry.get(kind).options.items():
        assert f"{name}.options.{option}" in page
        assert declared.form, f"{kind}.{option} says how it is asked for"
    typed = {f"{name}__prompt__en".replace(".", "__"): "What came up?"}
    for sent in form_of(page):
        # The second way in of a log is optional, and wants questions of its own.
        is_asked = sent.startswith(f"{name}.options.") and ".alternative." not in sent
        if is_asked and sent.endswith(".en"):
            typed[sent.replace(".", "__")] = "Some words"
    if kind == "pick_from":
        typed[f"{name}__options__source".replace(".", "__")] = "exception_log.entries"
    if kind == "daily_check":
        editor.press("coping_list", "add:f", new__kind="experiment")
        made = editor.row("coping_list")["fields"][-1]["key"]
        typed[f"f__{made}__prompt__en"] = "Try it"
        typed[f"{name}__options__experiment_field".replace(".", "__")] = made
    editor.send("coping_list", **typed)
    assert [fault for fault in draft_body.faults(editor.body()) if fault.field == raw["key"]] == []
    assert "What came up?" in editor.page("coping_list").partition('data-look="look"')[2]


def test_rows_of_a_field_are_added_moved_and_taken_out(editor: Editor) -> None:
    def examples() -> list[str]:
        rows = editor.field("coping_list", "ways")["options"]["suggest"]
        return [row["en"] for row in rows]

    first = examples()
    editor.press("coping_list", "up:f.ways.options.suggest.1")
    assert examples() == [first[1], first[0], *first[2:]]
    # What was typed beside the button is kept with it.
    editor.press(
        "coping_list", "drop:f.ways.options.suggest.0", f__ways__options__suggest__2__en="Singing"
    )
    assert examples() == [first[0], "Singing", *first[3:]]
    editor.press("coping_list", "add:f.ways.options.suggest")
    editor.send("coping_list", f__ways__options__suggest__4__en="Tea")
    assert examples()[-1] == "Tea"
    editor.press("coping_list", "add:f.ways.options.parts", f__ways__options__parts__kind="choice")
    part = editor.field("coping_list", "ways")["options"]["parts"][0]
    assert (part["key"], part["kind"]) == ("choice", "choice")
    editor.press("coping_list", "add:f.ways.options.parts.0.options.choices")
    choices = editor.field("coping_list", "ways")["options"]["parts"][0]["options"]["choices"]
    assert len({one["key"] for one in choices}) == len(choices) == 3


def test_a_new_exercise_is_built_seen_and_whole(editor: Editor) -> None:
    editor.press("", "add:e.resources", new__resources="Evening tea")
    row = editor.row("evening_tea")
    assert (row["code"], row["default_audience"]) == ("E19", "therapist")
    assert "partners" not in row["audiences"]
    editor.send("evening_tea", purpose__en="To slow down.", intro__en="Put the kettle on.")
    editor.press("evening_tea", "add:f", new__kind="short_text")
    editor.send("evening_tea", f__short_text__prompt__en="How was <b>it</b>?")
    look = editor.page("evening_tea").partition('data-look="look"')[2]
    assert "How was &lt;b&gt;it&lt;/b&gt;?" in look
    assert draft_body.faults(editor.body()) == []


def test_another_language_stands_below_english_and_may_stay_empty(editor: Editor) -> None:
    editor.press("", "add:l", new__language="zh-hans")
    editor.send("coping_list", title__en="How you cope", **{"title__zh-hans": "你怎样撑过来"})
    row = editor.row("coping_list")
    assert row["title"] == {"en": "How you cope", "zh-hans": "你怎样撑过来"}
    assert set(row["purpose"]) == {"en"}
    editor.send("coping_list", **{"title__zh-hans": " "})
    assert editor.row("coping_list")["title"] == {"en": "How you cope"}


@pytest.mark.parametrize(
    "do",
    [
        "up", "up:", "up:f", "up:f.nothing", "up:f.ways.options.suggest.99", "add:f.ways",
        "add:f.ways.options.nothing", "add:f.ways.prompt", "drop:f.ways.options.suggest.x",
        "drop:f.ways.options", "back:99", "back:x", "add:f.ways.options.suggest.0.en",
        "add:f.ways.options.parts", "jump:f.ways", "down:f..", "add:f", "x" * 600,
    ],
)  # fmt: skip
def test_a_button_that_no_page_has_does_nothing(editor: Editor, do: str) -> None:
    before = editor.body()
    answer = editor.send("coping_list", do=do, new__kind="poem")
    assert answer.status_code == 302
    assert editor.body() == before


# --- two tabs, and saving by itself


def autosave(editor: Editor, exercise: str, section: str, base: int, **typed: str) -> Any:
    sent = {name.replace("__", "."): value for name, value in typed.items()}
    sent |= {"section": section, "version": str(base), "key": str(uuid.uuid4())}
    return editor.browser.post(editor.url(exercise), sent, **AUTOSAVE)


def test_each_part_saves_itself(editor: Editor) -> None:
    answer = autosave(editor, "coping_list", "words", 0, title__en="How you cope")
    assert answer.json()["version"] == 1
    # Another part grew from the same base, and is no clash.
    answer = autosave(editor, "coping_list", "f.ways", 0, f__ways__prompt__en="And how?")
    assert answer.json()["version"] == 2
    assert editor.row("coping_list")["title"] == {"en": "How you cope"}
    assert editor.row("coping_list")["purpose"]["en"]
    assert editor.field("coping_list", "ways")["options"]["suggest"]
    assert autosave(editor, "coping_list", "nowhere", 2).status_code == 422
    assert autosave(editor, "", "phases.resources", 2, phases__resources__title__en="R").json()


def test_two_tabs_keep_both_texts(editor: Editor) -> None:
    early = editor.page("coping_list")
    autosave(editor, "coping_list", "words", 0, title__en="From the other tab")
    answer = autosave(editor, "coping_list", "words", 0, title__en="From this one")
    assert answer.status_code == 409
    assert "From the other tab" in answer.json()["theirs"]
    assert "From this one" in answer.json()["yours"]
    shown = editor.send("coping_list", page=early, title__en="From this one").content.decode()
    assert "From the other tab" in shown
    assert form_of(shown)["title.en"] == ["From this one"]
    assert editor.row("coping_list")["title"]["en"] == "From the other tab"
    # The page that showed both knows the newer version: sent again, it counts.
    editor.send("coping_list", page=shown, title__en="From this one")
    assert editor.row("coping_list")["title"]["en"] == "From this one"


def test_words_for_a_field_that_is_gone_come_back(editor: Editor) -> None:
    early = editor.page("coping_list")
    editor.press("coping_list", "drop:f.first_used")
    shown = editor.send("coping_list", page=early, f__first_used__prompt__en="A lost thought")
    assert "A lost thought" in shown.content.decode()
    answer = autosave(editor, "coping_list", "f.first_used", 0, f__first_used__prompt__en="Lost")
    assert answer.status_code == 422


def test_words_for_a_draft_that_was_published_meanwhile_come_back(editor: Editor) -> None:
    early = editor.page("coping_list")
    editor.publish()
    answer = editor.send("coping_list", page=early, title__en="A late thought")
    assert answer.status_code == 404
    assert "A late thought" in answer.content.decode()
    assert not ProgrammeDraft.objects.exists()


def test_a_draft_is_given_up_only_when_asked_twice(editor: Editor) -> None:
    url = reverse("library_give_up", args=[editor.draft.pk])
    assert "Give up" in editor.browser.get(url).content.decode()
    assert ProgrammeDraft.objects.exists()
    editor.browser.post(url)
    assert not ProgrammeDraft.objects.exists()
