"""What the rows of library files hold: the parts they must and may have, each with its shape."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from practice.fields.base import AUDIENCES
from practice.fields.shapes import Form, is_number, is_whole
from practice.fields.texts import is_text_map

# How ready two people must be for a joint step, from small acts to talk.
LEVELS = ("side_by_side", "reading", "talking")
MOST_SMALL = 32_767  # what the database's small whole numbers hold


class Shape(NamedTuple):
    """What is accepted, how to say so, and how the editor asks for it (`shapes.Form`)."""

    accepts: Callable[[Any], bool]
    expected: str | Promise
    form: Form = ""


def _is_slug(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9_-]{1,80}", value) is not None


def _is_small(value: object) -> bool:
    return isinstance(value, int) and is_whole(value) and 0 <= value <= MOST_SMALL


def _is_tenths(value: Any) -> bool:
    return is_number(value) and abs(value) < 100 and round(value, 1) == value


def _all_are(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(accepts(one) for one in value)


def _or_null(shape: Shape) -> Shape:
    accepts, expected, form = shape
    return Shape(
        lambda value: value is None or accepts(value),
        format_lazy(gettext_lazy("null or {expected}"), expected=expected),
        form,
    )


def _some_of(*names: str) -> Shape:
    def accepts(value: Any) -> bool:
        return bool(value) and _all_are(lambda one: one in names)(value)

    expected = gettext_lazy("a list of some of {names}")
    return Shape(accepts, format_lazy(expected, names=", ".join(names)))


def _one_of(names: Collection[str], form: Form = "") -> Shape:
    expected = format_lazy(gettext_lazy("one of {names}"), names=", ".join(names))
    return Shape(lambda value: value in names, expected, form)


SLUG = Shape(_is_slug, gettext_lazy("a short name of small letters, digits, - and _"))
TEXT = Shape(
    is_text_map, gettext_lazy('a text by language with English, such as {"en": "…"}'), "words"
)
TEXTS = Shape(
    _all_are(is_text_map), gettext_lazy("a list of texts by language, each with English"), ["words"]
)
WHOLE = Shape(_is_small, gettext_lazy("a whole number, 0 or more"), "whole")
NUMBER = Shape(_is_tenths, gettext_lazy("a number under 100 with one decimal at most"), "number")
YES_NO = Shape(lambda value: isinstance(value, bool), gettext_lazy("true or false"), "flag")
SLUGS = Shape(_all_are(_is_slug), gettext_lazy("a list of short names"))
OBJECT = Shape(lambda value: isinstance(value, dict), gettext_lazy("an object in curly brackets"))
OBJECTS = Shape(_all_are(lambda one: isinstance(one, dict)), gettext_lazy("a list of objects"))
CODE = Shape(
    lambda value: isinstance(value, str) and 0 < len(value) <= 8, gettext_lazy("a code such as E1")
)
ONE_AUDIENCE = _one_of(AUDIENCES)
ONE_LEVEL = _one_of(LEVELS, "pick:level")

HEAD: dict[str, Shape] = {"key": SLUG, "title": TEXT}
PROGRAMME = {**HEAD, "summary": TEXT, "phases": OBJECTS}
PHASE = {
    **HEAD, "number": WHOLE, "aim": TEXT, "day_from": WHOLE, "day_to": _or_null(WHOLE),
    "exercises": OBJECTS,
}  # fmt: skip
EXERCISE = {
    **HEAD, "code": CODE, "purpose": TEXT, "intro": TEXT, "minutes": WHOLE, "fields": OBJECTS,
    "who": _some_of("individual", "together"), "audiences": _some_of(*AUDIENCES),
    "default_audience": ONE_AUDIENCE,
}  # fmt: skip
EXERCISE_MAY = {
    "version": WHOLE, "low_word": TEXT, "content_note": _or_null(TEXT), "therapist_sees": TEXT,
    "day_from": _or_null(WHOLE), "day_to": _or_null(WHOLE), "feeds": SLUGS, "finish": OBJECT,
    "together_level": ONE_LEVEL, "for_one": TEXT, "faces_partner": YES_NO,
    "problem_words": TEXT, "keeps": OBJECTS, "beside": _some_of("protect", "line"),
    "rough_day": SLUGS,
    "unless_flagged": SLUGS, "until_screened": SLUGS, "outside_visitor": YES_NO, "pair": YES_NO,
    "letter_to": SLUGS, "letter_tells": SLUGS,
    "opens_in_pair": SLUGS,
}  # fmt: skip
QUESTION = {"key": SLUG, "phase": _or_null(SLUG), "tags": SLUGS, "text": TEXT}
SECTION = {
    **HEAD, "number": WHOLE, "compartments": _some_of("joint", "a", "b", "process"),
    "fields": OBJECTS,
}  # fmt: skip
SECTION_MAY = {"prompts": TEXTS, "required": YES_NO, "fast_path": YES_NO, "for_all": YES_NO}
SECTION_FIELD = {"key": SLUG, "label": TEXT, "kind": SLUG}
SECTION_FIELD_MAY = {
    "options": OBJECT, "compartments": _some_of("joint", "a", "b"), "couple": YES_NO,
}  # fmt: skip
SCALE = {**HEAD, "low": NUMBER, "high": NUMBER, "step": NUMBER, "anchors": OBJECT}
SCALE_MAY = {"version": WHOLE, "good_enough": YES_NO}
ANCHORS = {"low": TEXT, "high": TEXT}
VERSION = {"version": WHOLE}
NOTHING: Mapping[str, Shape] = {}
