"""short_text: a sentence or a few."""

from practice.fields.base import Example
from practice.fields.typed import TypedText


class ShortText(TypedText):
    name = "short_text"
    limit = 500
    rows = 2

    def example(self) -> Example:
        return Example({"max_length": 500}, {"text": "Coffee by the window 🙂"})


KIND = ShortText()
