"""Whatever is posted to a field is kept as typed, or shown again with a message; never a fault.

Every kind alike, through the names that its own page carries; where its words end up as well.
"""

import json
from collections.abc import Iterable
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from practice.fields import registry
from practice.fields.base import FieldSpec, Kind, Value
from practice.pdf.blocks import bullets
from practice.pdf.document import build_pdf
from tests.practice.posted import names_in, posted, words_in

KINDS = list(registry.all_kinds().values())
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
PREFIX = "example"


def spec_of(kind: Kind) -> FieldSpec:
    return kind.example().spec(kind.name)


def page(kind: Kind, value: Value | None, errors: Iterable[str] = ()) -> str:
    context = kind.context(spec_of(kind), value, "en", list(errors))
    return render_to_string(kind.template_name, {"field": context})


def sent(kind: Kind) -> QueryDict:
    """The page of the example as a browser would send it."""
    return posted(page(kind, kind.example().value))


def rows_to_type_in(kind: Kind) -> list[str]:
    """The names of the page that take words; what is not ticked folds its own away."""
    value = json.dumps(kind.example().value)
    folded = [one.id for one in kind.example().offered if one.id not in value]
    names = words_in(page(kind, kind.example().value))
    return [name for name in names if not any(mark in name for mark in folded)]


def settles(kind: Kind, data: QueryDict) -> Value | None:
    """What is stored of it, if anything is; whatever happens, the page can be shown again."""
    spec = spec_of(kind)
    value, messages = kind.read(spec, data, PREFIX)
    assert all(isinstance(message, str) and message for message in messages)
    assert page(kind, value, messages)
    if messages:
        return None
    try:
        cleaned = kind.clean_json(spec, value)
    except ValidationError:
        return None
    assert kind.clean_json(spec, json.loads(json.dumps(cleaned))) == cleaned
    return cleaned


@every_kind
def test_what_is_stored_is_read_again_from_its_own_page(kind: Kind) -> None:
    """decode(encode(x)) = x, from the example and after a second round."""
    stored = settles(kind, sent(kind))
    assert stored == kind.example().value
    assert settles(kind, posted(page(kind, stored))) == stored


odd = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "", "0", "1", "-1", "²", "9" * 40, "1e9", "NaN", "2.5", "2026-02-30", "0001-01-01",
            "9999-12-31", "<script>x</script>", "\x00\x07", "\ud800", "🫖" * 20, "true", "[]",
            "{}", "a:b:c", ":", "evil", "null",
            "2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f05:2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f05",
        ]
    ),
    st.uuids().map(str),
    st.uuids().map(lambda one: f"{one}:{one}"),
)  # fmt: skip


@every_kind
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_post_brings_a_fault_or_stores_what_is_none(kind: Kind, data: st.DataObject) -> None:
    """The page with some of its fields replaced by anything, and others taken away or doubled."""
    query = sent(kind)
    names = sorted({*names_in(page(kind, None)), *query})
    for name in data.draw(st.lists(st.sampled_from(names), max_size=6)):
        query.setlist(name, data.draw(st.lists(odd, max_size=3)))
    stored = settles(kind, query)
    lines = kind.lines(spec_of(kind), stored, "en")
    assert all(isinstance(line, str) for line in lines)
    assert "\x00" not in "".join(lines)


@every_kind
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_no_button_brings_a_fault(kind: Kind, data: st.DataObject) -> None:
    """Any action of any list button, upon a value that is in order."""
    spec, value = spec_of(kind), kind.example().value
    verb = data.draw(st.sampled_from(["add", "up", "down", "remove", "fly", ""]))
    action = f"{verb}:{data.draw(odd)}"
    assert page(kind, kind.act(spec, value, action))
    assert page(kind, kind.act(spec, None, action))


@every_kind
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<b>&amp;</b> \"quotes\" 'n' more", "<b>&amp;</b> \"quotes\" 'n' more"),
        ("陈静 שלום 🫖 👨‍👩‍👧", "陈静 שלום 🫖 👨‍👩‍👧"),
        ("tea\x00 by\x07 the\x1b window", "tea by the window"),
    ],
    ids=["mark-up", "every script", "control signs"],
)
def test_words_are_kept_as_they_were_typed(kind: Kind, typed: str, kept: str) -> None:
    for name in rows_to_type_in(kind):
        query = sent(kind)
        query[name] = typed
        stored = settles(kind, query)
        assert stored is not None
        assert kept in json.dumps(stored, ensure_ascii=False).replace('\\"', '"')
        assert kept in unescape(page(kind, stored))
        assert "<b>&amp;" not in page(kind, stored)


@every_kind
def test_what_is_too_long_stays_on_the_page_with_the_remedy(kind: Kind) -> None:
    endless = "a " * 50_000
    for name in rows_to_type_in(kind):
        query = sent(kind)
        query[name] = endless
        value, messages = kind.read(spec_of(kind), query, PREFIX)
        assert any("There is room for" in message for message in messages), name
        assert endless in page(kind, value, messages), name


@every_kind
def test_a_count_of_thousands_reads_no_more_than_there_is(kind: Kind) -> None:
    query = sent(kind)
    for name in [name for name in query if name.endswith("-count")]:
        query[name] = "5000"
    assert settles(kind, query) == kind.example().value


@every_kind
def test_the_paper_version_has_room_to_write(kind: Kind) -> None:
    spec = kind.example().spec(kind.name, help={"en": "One line is plenty."})
    sheet = render_to_string(kind.template_name, {"field": kind.paper(spec, "en")})
    assert any(mark in sheet for mark in ('class="lines"', 'class="paper-line"', "○", "☐"))
    assert "One line is plenty." in sheet
    assert "<script" not in sheet
    assert names_in(sheet) == set()


@every_kind
def test_an_export_says_what_the_lines_say(kind: Kind) -> None:
    value = kind.example().value
    told = kind.export(spec_of(kind), value, "en")
    assert {label for label, _words in told} == {"What came up?"}
    assert [words for _label, words in told] == kind.lines(spec_of(kind), value, "en")
    assert kind.export(spec_of(kind), None, "en") == []


@every_kind
def test_its_lines_can_be_set_in_a_pdf(kind: Kind) -> None:
    lines = kind.lines(spec_of(kind), kind.example().value, "en")
    made = build_pdf(
        bullets(lines),
        title="Test",
        audience_label="For a test",
        made_on=date(2026, 3, 5),
        language="en",
        version=1,
    )
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert all(word in text.replace("\n", " ") for word in lines[0].split()[:3])
