"""Files of measures: what is wrong with one, the command, the pages, switching on and off."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from practice.instruments.questionnaire import QuestionnaireError, read_questionnaire
from practice.models import AuditEvent, Instrument, InstrumentInUse
from tests import factories as make
from tests.clients.staff_pages import sign_in
from tests.practice.test_instruments import FILES, PHQ9, resource

LIST = "/library/measures/"


def _group(file: dict[str, Any]) -> None:
    inner = file["item"]
    for _depth in range(12):
        inner = [{"linkId": f"g{_depth}", "type": "group", "item": inner}]
    file["item"] = inner


def _without_points(file: dict[str, Any]) -> None:
    for item in file["item"]:
        for option in item.get("answerOption", []):
            option.pop("extension", None)
        item["code"] = []


BAD: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda file: file.update(resourceType="Patient"), "'Patient'; \"Questionnaire\" is expected"),
    (lambda file: file.pop("resourceType"), 'missing; "Questionnaire" is expected'),
    (lambda file: file.pop("item"), "item: a list of items is expected"),
    (lambda file: file.update(item=[]), "no question is in it"),
    (lambda file: file["item"][1].pop("linkId"), "item[1]: a linkId is expected"),
    (lambda file: file["item"][1].update(linkId="/44250-9"), "item[1] (\"/44250-9\"): this linkId"),
    (lambda file: file["item"].append("words"), "item[11]: a linkId is expected"),
    (lambda file: file["item"][0].pop("text"), "item[0] (\"/44250-9\"): the words"),
    (lambda file: file["item"][0].update(text="x" * 2001), "over 2000 signs"),
    (
        lambda file: file["item"][0]["answerOption"][2].pop("extension"),
        'item[0] ("/44250-9").answerOption[2]: its points are expected',
    ),
    (
        lambda file: file["item"][0]["answerOption"][0].pop("valueCoding"),
        "answerOption[0]: a valueCoding",
    ),
    (lambda file: file["item"][0].update(answerOption="many"), "answerOption: a list"),
    (_group, "groups stand more than 8 deep"),
    (_without_points, "no answer carries points"),
    (
        lambda file: file["item"][0]["answerOption"].pop(),
        "PHQ-9 goes from 0-27; these points make 0-26",
    ),
    (
        lambda file: file.update(
            item=[{"linkId": f"x{at}", "type": "display", "text": "x"} for at in range(400)]
        ),
        "more than 300 items",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), BAD, ids=[said for _spoil, said in BAD])
def test_a_bad_file_is_told_its_place_and_what_is_expected(
    spoil: Callable[[dict[str, Any]], Any], said: str
) -> None:
    file = copy.deepcopy(resource())
    spoil(file)
    with pytest.raises(QuestionnaireError) as told:
        read_questionnaire(file)
    assert said in str(told.value)


def test_a_group_is_read_through() -> None:
    file = resource()
    file["item"] = [{"linkId": "g", "type": "group", "item": file["item"]}]
    assert len(read_questionnaire(file).questions) == 9


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["item", "linkId", "type", "text", "answerOption", "code",
                                         "extension", "valueCoding", "_text", "url", "system"]),
                        inner, max_size=5), max_leaves=20))  # fmt: skip
def test_no_shape_brings_the_reader_down(tree: Any) -> None:
    with pytest.raises(QuestionnaireError):
        read_questionnaire({"resourceType": "Questionnaire", "item": tree})


@pytest.mark.django_db
def test_the_command_loads_once_and_says_what_was_loaded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_instrument", str(FILES / PHQ9))
    assert "9 questions, version 1" in capsys.readouterr().out
    call_command("load_instrument", str(FILES / PHQ9))
    assert "loaded already" in capsys.readouterr().out
    call_command("load_instrument", str(FILES / "phq-9.mii.json"))
    assert "outside the file" in capsys.readouterr().out
    assert [(row.language, row.version) for row in Instrument.objects.all()] == [
        ("de", 1),
        ("en", 1),
    ]
    assert AuditEvent.objects.filter(action="instrument.loaded").count() == 2


@pytest.mark.django_db
def test_another_text_is_a_new_version_and_the_old_row_stays(tmp_path: Path) -> None:
    call_command("load_instrument", str(FILES / PHQ9), verbosity=0)
    file = resource()
    file["item"][0]["text"] = "Another wording"
    (tmp_path / "other.json").write_text(json.dumps(file))
    call_command("load_instrument", str(tmp_path / "other.json"))
    rows = Instrument.objects.order_by("version")
    assert [(row.version, row.is_current) for row in rows] == [(1, False), (2, True)]
    assert rows[0].items[0].words == {"en": "Little interest or pleasure in doing things"}
    assert rows[1].words(rows[1].items[0]) == "Another wording"


@pytest.mark.django_db
def test_the_command_names_line_column_and_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gad-7\.broken\.json: line 7, column 7: Expecting ','"):
        call_command("load_instrument", str(FILES / "gad-7.broken.json"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_instrument", str(tmp_path / "none.json"))
    (tmp_path / "big.json").write_bytes(b" " * 50_000_000)
    with pytest.raises(CommandError, match="over 2 MB"):
        call_command("load_instrument", str(tmp_path / "big.json"))
    assert not Instrument.objects.exists()


@pytest.mark.django_db
def test_a_page_loads_a_file_and_shows_the_licence_before_it_goes_on() -> None:
    ana = sign_in(make.make_therapist())
    content = (FILES / PHQ9).read_bytes()
    answer = ana.post(LIST, {"file": SimpleUploadedFile("phq.json", content), "measure": ""})
    assert answer.headers["Location"] == f"{LIST}phq-9/"
    page = ana.get(f"{LIST}phq-9/").content.decode()
    assert "Free to use." in page
    assert "does not use it" in page
    assert ana.post(f"{LIST}phq-9/", {}).status_code == 200
    assert not InstrumentInUse.objects.exists()
    assert ana.post(f"{LIST}phq-9/", {"has_read": "on"}).status_code == 302
    assert InstrumentInUse.objects.get().key == "phq-9"
    assert "The practice uses it" in ana.get(f"{LIST}phq-9/").content.decode()
    ana.post(f"{LIST}phq-9/off/")
    assert not InstrumentInUse.objects.exists()
    assert Instrument.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "measure", "said"),
    [
        (b"", "", "This file is empty"),
        (b" " * 2_000_001, "", "over 2 MB"),
        (b'{"resourceType": "Patient"}', "", "&quot;Questionnaire&quot; is expected"),
        ((FILES / "gad-7.broken.json").read_bytes(), "", "line 7, column 7"),
        ((FILES / PHQ9).read_bytes(), "csi-4", "CSI-4 has 4 scored questions; 9 were found"),
        ((FILES / PHQ9).read_bytes(), "ors", "Select a valid choice"),
    ],
)
def test_a_page_says_what_a_bad_file_needs(content: bytes, measure: str, said: str) -> None:
    ana = sign_in(make.make_therapist())
    sent = {"file": SimpleUploadedFile("x.json", content), "measure": measure}
    answer = ana.post(LIST, sent)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Instrument.objects.exists()


@pytest.mark.django_db
def test_markup_in_a_file_stays_text() -> None:
    file = resource()
    file["title"] = "<script>alert(1)</script>"
    for item in file["item"]:
        item["code"] = []
    content = json.dumps(file).encode()
    ana = sign_in(make.make_therapist())
    answer = ana.post(LIST, {"file": SimpleUploadedFile("x.json", content)}, follow=True)
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.django_db
def test_readers_change_nothing_and_others_find_nothing() -> None:
    sam = sign_in(make.make_user("Sam", is_supervisor=True))
    assert sam.get(LIST).status_code == 200
    assert "Load the questions" not in sam.get(LIST).content.decode()
    for url in (LIST, f"{LIST}phq-9/", f"{LIST}phq-9/off/"):
        assert sam.post(url, {"has_read": "on"}).status_code == 403
    assert sign_in(make.make_office()).get(LIST).status_code == 404
    assert sign_in(make.make_therapist()).get(f"{LIST}nothing/").status_code == 404
