"""What every send carries beside its words: the version they grew from, and a key of its own."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms

MOST = 2**53  # the largest whole number that a browser counts exactly


@dataclass(frozen=True)
class Send:
    """One send, read: never invalid."""

    version: int
    key: uuid.UUID
    section: str


class SendForm(forms.Form):
    """`version` and `key`; a page that lost one is read as old and new, which is always safe."""

    version = forms.IntegerField(required=False, min_value=0, max_value=MOST)
    key = forms.UUIDField(required=False)
    section = forms.CharField(required=False, max_length=200)

    @classmethod
    def read(cls, posted: Any) -> Send:
        form = cls(posted)
        form.is_valid()  # whatever the answer is: what did not fit is missing from cleaned_data
        found = form.cleaned_data
        return Send(
            found.get("version") or 0, found.get("key") or uuid.uuid4(), found.get("section") or ""
        )
