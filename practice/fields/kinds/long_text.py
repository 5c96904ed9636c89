"""long_text: as much as somebody wants to tell."""

from practice.fields.base import Example
from practice.fields.typed import TypedText


class LongText(TypedText):
    name = "long_text"
    limit = 12_000  # in any script under the 48 kB of one autosave
    rows = 6

    def example(self) -> Example:
        return Example(
            {"max_length": 12_000, "placeholder": {"en": "Start anywhere"}, "rows": 8},
            {"text": "We walked to the shop.\n\nNobody was in a hurry."},
        )


KIND = LongText()
