"""A practice's own programme from end to end: written, published, given, exported, brought in."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Answer, Assignment, Case
from practice.models import AuditEvent, Exercise, Programme, ProgrammeDraft
from practice.services import library
from practice.services.library_check import LibraryError
from tests import factories
from tests.practice.editor_page import Editor
from tests.practice.test_library_page import signed_in


@pytest.fixture
def ana(db: None) -> Browser:
    factories.load_library()
    return signed_in(factories.make_therapist())


def own(browser: Browser) -> Programme:
    return Editor.of_copy(browser).publish()


def edit(browser: Browser, programme: Programme) -> Editor:
    browser.post(reverse("library_edit", args=[programme.pk]))
    return Editor(browser, ProgrammeDraft.objects.get(key=programme.key))


def download(browser: Browser, programme: Programme) -> bytes:
    answer = browser.get(reverse("library_export", args=[programme.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="programme.json"'
    return answer.content


def upload(browser: Browser, content: bytes, name: str = "x.json") -> Any:
    file = SimpleUploadedFile(name, content, "application/json")
    return browser.post(reverse("library_import"), {"file": file}, follow=True)


def bring_in(browser: Browser, content: bytes, become: str) -> Any:
    upload(browser, content)
    waiting = ProgrammeDraft.objects.get(is_waiting=True)
    url = reverse("library_import_look", args=[waiting.pk])
    return browser.post(url, {"become": become}, follow=True)


def words_of(content: bytes) -> Any:
    """A file without what each practice counts for itself."""
    data = json.loads(content)
    rows = (row for phase in data["phases"] for row in phase["exercises"])
    for one in (data, *rows):
        del one["version"]
    return {name: value for name, value in data.items() if name != "key"}


# --- from a copy to an answer, and to the next version


def given_in(browser: Browser, case: Case, programme: Programme, code: str) -> Assignment:
    """The journey started and the exercise given through the pages of the case."""
    start = {"programme": programme.pk, "started_on": "2026-03-02"}
    page = browser.get(reverse("clients:case_journey", args=[case.pk])).content.decode()
    assert programme.title in page  # offered, with those that ship
    browser.post(reverse("clients:journey_start", args=[case.pk]), start)
    exercise = Exercise.objects.get(programme_key=programme.key, code=code, is_current=True)
    give = {"exercises": [exercise.pk], "to": "A", "delivery": "at_once"}
    browser.post(reverse("clients:exercise_give", args=[case.pk]), give)
    return Assignment.objects.get(case=case, exercise=exercise)


def test_an_answer_keeps_the_words_it_was_given_under(db: None) -> None:
    factories.load_library()
    therapist = factories.make_therapist()
    browser, case = signed_in(therapist), factories.make_individual_case(therapist)
    editor = Editor.of_copy(browser)
    editor.send("", title__en="Our way", summary__en="How we work here.")
    editor.send("coping_list", title__en="Ways through")
    editor.press("", "drop:e.celebration_meaning")
    editor.press("", "add:e.partnership", new__partnership="Evening tea")
    editor.send("evening_tea", code="T1", purpose__en="To slow down.", intro__en="Boil water.")
    editor.press("evening_tea", "add:f", new__kind="short_text")
    editor.send("evening_tea", f__short_text__prompt__en="What did the tea taste of?")
    assert "What did the tea taste of?" in editor.page("evening_tea").partition('id="look"')[2]
    first = editor.publish()
    assert (first.title, first.is_own, first.version) == ("Our way", True, 1)

    given = given_in(browser, case, first, "T1")
    chen = Browser()
    chen.force_login(factories.login_of(case))
    url = reverse("clients:portal_exercise", args=[given.pk])
    chen.post(url, {"short_text": "Of jasmine", "version": "0"})
    assert "jasmine" in str(Answer.objects.get(assignment=given).data)

    again = edit(browser, first)
    again.send("evening_tea", f__short_text__prompt__en="What did you notice?")
    second = again.publish()
    assert second.key == first.key
    page = chen.get(url).content.decode()
    assert "What did the tea taste of?" in page
    assert "Of jasmine" in page
    assert "What did you notice?" not in page
    newest = Exercise.objects.get(programme_key=first.key, code="T1", is_current=True)
    assert (newest.version, newest.fields[0].prompt["en"]) == (2, "What did you notice?")
    assert not Exercise.objects.filter(programme_key=first.key, key="celebration_meaning").exists()
    assert case.journeys.get().programme.pk == first.pk


def test_journeys_go_on_with_their_phases_and_new_ones_start_with_the_newest(db: None) -> None:
    factories.load_library()
    therapist = factories.make_therapist()
    browser = signed_in(therapist)
    first = own(browser)
    case = factories.make_individual_case(therapist)
    start = reverse("clients:journey_start", args=[case.pk])
    browser.post(start, {"programme": first.pk, "started_on": "2026-03-02"})
    editor = edit(browser, first)
    editor.send("", phases__partnership__title__en="Finding each other")
    second = editor.publish()
    assert second.version == 2
    journey = case.journeys.get()
    assert journey.programme == first
    later = factories.make_individual_case(therapist, "Liu Jia")
    page = browser.get(reverse("clients:case_journey", args=[later.pk])).content.decode()
    assert str(second.pk) in page
    assert str(first.pk) not in page
    old = browser.get(reverse("library_programme", args=[first.pk])).content.decode()
    assert "An earlier version" in old


def test_the_loader_never_touches_what_the_practice_wrote(ana: Browser, tmp_path: Any) -> None:
    mine = own(ana)
    rows = list(Exercise.objects.filter(programme_key=mine.key).values_list("pk", "is_current"))
    library.load(library.shipped_files())
    assert (
        list(Exercise.objects.filter(programme_key=mine.key).values_list("pk", "is_current"))
        == rows
    )
    path = tmp_path / "own.json"
    path.write_bytes(download(ana, mine))
    with pytest.raises(LibraryError, match="is a programme of this practice"):
        library.load([path])


def test_a_key_that_was_taken_out_is_not_given_again(ana: Browser) -> None:
    editor = Editor.of_copy(ana)
    editor.press("", "drop:e.coping_list")
    editor.press("", "add:e.resources", new__resources="Coping list")
    editor.press("", "back:0")
    keys = [row["key"] for phase in editor.body()["phases"] for row in phase["exercises"]]
    assert len(set(keys)) == len(keys)


def test_publishing_twice_the_same_makes_no_new_version(ana: Browser) -> None:
    first = own(ana)
    editor = edit(ana, first)
    page = ana.get(reverse("library_publish", args=[editor.draft.pk])).content.decode()
    assert "Nothing was changed" in page
    assert editor.publish() == first


def test_what_publishing_changes_is_told_before(ana: Browser) -> None:
    editor = edit(ana, own(ana))
    editor.send("coping_list", f__ways__prompt__en="And how?")
    editor.press("", "drop:e.hope_question")
    editor.press("", "down:e.progress_narrative")
    told = ana.get(reverse("library_publish", args=[editor.draft.pk])).content.decode()
    for words in ("And how?", "changed", "left out", "moved"):
        assert words in told


def test_who_wrote_published_and_took_it_away_is_on_record(ana: Browser) -> None:
    mine = own(ana)
    download(ana, mine)
    bring_in(ana, download(ana, mine), "draft")
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {
        f"programme.{one}" for one in ("copied", "published", "exported", "imported")
    } <= actions


# --- files


@pytest.mark.parametrize("become", ["programme", "draft"])
def test_a_file_brings_the_same_content_to_another_practice(ana: Browser, become: str) -> None:
    editor = Editor.of_copy(ana)
    editor.send("coping_list", title__en="<b>Ways</b> through")
    content = download(ana, editor.publish())
    for model in (Exercise, Programme):
        model.objects.filter(**({"is_own": True} if model is Programme else {})).delete()
    told = bring_in(ana, content, become)
    assert told.status_code == 200
    if become == "draft":
        Editor(ana, ProgrammeDraft.objects.get()).publish()
    mine = Programme.objects.get(is_own=True)
    assert words_of(download(ana, mine)) == words_of(content)


def test_the_command_reads_the_same_file(ana: Browser, tmp_path: Any) -> None:
    mine = own(ana)
    content = download(ana, mine)
    Exercise.objects.filter(programme_key=mine.key).delete()
    mine.delete()
    path = tmp_path / "mine.json"
    path.write_bytes(content)
    call_command("load_library", str(path), verbosity=0)
    assert words_of(download(ana, Programme.objects.get(key=mine.key))) == words_of(content)


def test_a_key_that_is_taken_gets_a_new_one(ana: Browser) -> None:
    mine = own(ana)
    content = download(ana, mine)
    looked = upload(ana, content).content.decode()
    assert "It is the same" in looked
    bring_in(ana, content, "programme")
    assert Programme.objects.filter(is_own=True).count() == 2
    shipped = Programme.objects.get(key="collaborative", is_current=True)
    bring_in(ana, download(ana, shipped), "programme")
    assert Programme.objects.get(key="collaborative", is_current=True) == shipped


def test_a_file_can_be_the_next_version_of_what_is_here(ana: Browser) -> None:
    mine = own(ana)
    data = json.loads(download(ana, mine))
    data["title"]["en"] = "From next door"
    data["phases"][-1]["exercises"].pop()
    for row in (row for phase in data["phases"] for row in phase["exercises"]):
        row["feeds"] = [one for one in row.get("feeds", []) if one != "celebration_meaning"]
    looked = upload(ana, json.dumps(data).encode()).content.decode()
    assert "left out" in looked
    bring_in(ana, json.dumps(data).encode(), "version")
    draft = ProgrammeDraft.objects.get()
    assert draft.key == mine.key
    published = Editor(ana, draft).publish()
    assert (published.version, published.title) == (2, "From next door")


def test_a_file_that_waits_is_its_senders_alone(ana: Browser) -> None:
    upload(ana, download(ana, own(ana)))
    waiting = ProgrammeDraft.objects.get(is_waiting=True)
    ben = signed_in(factories.make_therapist("Ben Roth"))
    assert ben.get(reverse("library_import_look", args=[waiting.pk])).status_code == 404
    assert (
        waiting.title not in ben.get(reverse("library_list")).content.decode().partition("own")[0]
    )
    # It is no draft yet, for its sender neither.
    assert ana.get(reverse("library_draft", args=[waiting.pk])).status_code == 404


def spoil(**changes: Any) -> bytes:
    """The shipped file with one exercise spoilt."""
    paths = [path for path in library.shipped_files() if "programme_coll" in path.name]
    data = json.loads(paths[0].read_text(encoding="utf-8"))
    rows = {row["key"]: row for phase in data["phases"] for row in phase["exercises"]}
    rows["coping_list"]["fields"][0].update(changes)
    return json.dumps(data).encode()


CIRCLE = {"kind": "pick_from", "options": {"source": {"exercise": "coping_list", "field": "ways"}}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "This file is empty", id="empty"),
        pytest.param(b"%PDF", "line 1, column 1", id="another kind"),
        pytest.param('{"a": "é"}'.encode("latin-1"), "is not UTF-8 text", id="encoding"),
        pytest.param(b"[]", "one object in curly brackets", id="a list"),
        pytest.param(b"{}", "it has no phases", id="nothing in it"),
        pytest.param(b'{"phases": 1}', "phases must be a list", id="shape"),
        pytest.param(b'{"a": ' * 40 + b"1" + b"}" * 40, "too deep", id="deep"),
        pytest.param(b" " * 2_000_001, "over 2 MB", id="large"),
        pytest.param(spoil(kind="poem"), "exercise coping_list, field ways: kind", id="kind"),
        pytest.param(spoil(options={"x": 1}), "has no option [&#x27;x&#x27;]", id="option"),
        pytest.param(spoil(key="first_used"), "field &#x27;first_used&#x27; stands", id="twice"),
        pytest.param(spoil(prompt={"zh": "x"}), "prompt must be a text by language", id="English"),
        pytest.param(spoil(**CIRCLE), "field ways: can never be filled", id="circle"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_changes_nothing(
    ana: Browser, content: bytes, words: str
) -> None:
    before = list(Programme.objects.values_list("pk", flat=True))
    answer = upload(ana, content)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert list(Programme.objects.values_list("pk", flat=True)) == before
    assert not ProgrammeDraft.objects.exists()


def test_no_file_at_all_is_told(ana: Browser) -> None:
    assert "Choose a file" in ana.post(reverse("library_import"), {}).content.decode()


def test_control_signs_go_and_marks_stay_signs(ana: Browser) -> None:
    content = spoil(prompt={"en": "What\u0000 <script>alert(1)</script>\u0007 helps?"})
    bring_in(ana, content, "draft")
    editor = Editor(ana, ProgrammeDraft.objects.get())
    page = editor.page("coping_list")
    assert "What &lt;script&gt;alert(1)&lt;/script&gt; helps?" in page
    assert "<script>alert" not in page


# --- who


def test_a_page_counts_only_the_readers_own_cases(db: None) -> None:
    factories.load_library()
    therapist = factories.make_therapist()
    case = factories.make_individual_case(therapist)
    factories.make_journey(case)
    programme = case.journeys.get().programme
    for user, told in (
        (therapist, True),
        (factories.make_therapist("Ben Roth"), False),
        (factories.make_user("Olga", is_owner=True), False),
        (factories.make_user("Sam", is_supervisor=True), False),
    ):
        browser = signed_in(user)
        listed = browser.get(reverse("library_list")).content.decode()
        page = browser.get(reverse("library_programme", args=[programme.pk])).content.decode()
        assert ("in 1 of your cases" in listed) is told
        assert (case.code in page) is told
        assert ("Your cases on it" in page) is told


def test_a_supervisor_reads_and_finds_no_way_to_write(ana: Browser) -> None:
    mine = own(ana)
    Editor.of_copy(ana)
    sam = signed_in(factories.make_user("Sam", is_supervisor=True))
    pages = [reverse("library_list"), reverse("library_programme", args=[mine.pk])]
    told = "".join(sam.get(page).content.decode() for page in pages)
    assert mine.title in told
    for words in ("Make a copy", "Change it", "Being written", "Bring in a file"):
        assert words not in told


def test_what_ships_is_copied_and_not_changed(ana: Browser) -> None:
    shipped = Programme.objects.get(key="collaborative", is_current=True)
    assert ana.post(reverse("library_edit", args=[shipped.pk])).status_code == 403
    assert not ProgrammeDraft.objects.exists()


@pytest.mark.parametrize("name", ["library_list", "library_programme", "draft", "exercise"])
def test_pages_ask_the_database_as_often_with_many_rows(
    ana: Browser, name: str, django_assert_max_num_queries: Any
) -> None:
    mine = own(ana)
    for _more in range(3):
        editor = Editor.of_copy(ana)
    pages = {
        "library_list": reverse("library_list"),
        "library_programme": reverse("library_programme", args=[mine.pk]),
        "draft": editor.url(),
        "exercise": editor.url("exception_log"),
    }
    with django_assert_max_num_queries(12):
        assert ana.get(pages[name]).status_code == 200
