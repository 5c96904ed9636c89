"""Agreeing to what stands on the page."""

from typing import Any

from django import forms

LONGEST = 64  # of a content hash


class ReadForm(forms.Form):
    """`read`: the content hash of the words that the person had before them."""

    read = forms.CharField(required=False, max_length=LONGEST)

    @classmethod
    def hash_in(cls, posted: Any) -> str:
        """Empty where it is missing or damaged: then the words are shown again."""
        form = cls(posted)
        form.is_valid()
        return str(form.cleaned_data.get("read", ""))
