"""Cells of a list, in and out: import-export widgets with our limits, messages and escaping.

A spreadsheet runs a cell that begins like a formula, so such text leaves with an apostrophe in
front and loses it again on its way back.
"""

import unicodedata
import uuid
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from clients.models.client import FIRST_BIRTH_YEAR, ContactChannel
from practice.fields.texts import NOT_KEPT
from practice.models import Practice

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NEVER_MEANT = ("=", "@")  # a phone number may begin with +, nothing of ours with these
# Month as a word, or an order that only one part of the world uses with that mark.
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y")


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `unguard` gives it back unchanged."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unguard(text: str) -> str:
    """The opposite of `guard`."""
    is_guarded = text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS)
    return text[1:] if is_guarded else text


class TextWidget(Widget):
    """One line of text. `clean` raises ValueError with what is wrong and what to do."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value.startswith(NEVER_MEANT):
            raise ValueError(_("Holds a formula. Put the text itself there."))
        text = " ".join(unguard(value).split())
        if len(text) > self.most:
            numbers = {"length": f"{len(text):,}", "most": self.most}
            raise ValueError(
                _("Has %(length)s characters; %(most)s fit. Make it shorter.") % numbers
            )
        if not text.isprintable() and any(map(_cannot_be_kept, text)):
            raise ValueError(_("Holds a sign that cannot be read. Type this cell anew."))
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return guard("" if value is None else str(value))


class EmailWidget(TextWidget):
    """An e-mail address, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        try:
            if text:
                validate_email(text)
        except ValidationError as error:
            raise ValueError(_("Is not an e-mail address. Check the @ and the end.")) from error
        return text


class DayWidget(TextWidget):
    """A date of birth, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        day = _day(text)
        if day is None:
            raise ValueError(_("Is not a date we can be sure of. Write it as 1990-03-30."))
        if day.year < FIRST_BIRTH_YEAR:
            raise ValueError(_("Is long ago. Check the year."))
        if day > Practice.load().today():
            raise ValueError(_("Has not come yet. Check the year."))
        return day

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class ChannelWidget(TextWidget):
    """The safe way to reach somebody, by its key or its words."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value).casefold()
        for key, words in ContactChannel.choices:
            if text in ("", key, str(words).casefold()):
                return key if text else ""
        keys = ", ".join(ContactChannel.values)
        raise ValueError(_("Is not a way we know. Write one of: %(keys)s.") % {"keys": keys})


class KeyWidget(TextWidget):
    """Our own id of a person, as an export wrote it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> uuid.UUID | None:
        text = super().clean(value)
        try:
            return uuid.UUID(text) if text else None
        except ValueError as error:
            raise ValueError(_("Is not an id of ours. Leave it empty for a new person.")) from error


def _day(text: str) -> date | None:
    """Only ways to write a day that cannot be taken for another one: 03/04/1990 is none."""
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def _cannot_be_kept(sign: str) -> bool:
    return unicodedata.category(sign) in NOT_KEPT
