"""The buttons that end an exercise for now."""

from django import forms

from clients.services.finishing import LOW_WORDS

DONE, ENOUGH, ASIDE, KEEP = "done", "enough", "aside", "keep"


class FinishForm(forms.Form):
    """`finish`: done, enough for me, not this week, keep it, or a way without writing."""

    finish = forms.ChoiceField(
        required=False, choices=[(key, key) for key in (DONE, ENOUGH, ASIDE, KEEP, *LOW_WORDS)]
    )

    @classmethod
    def pressed(cls, posted: object) -> str:
        # What is none of them is read as plain Save: no word waits for a button.
        form = cls(posted)  # type: ignore[arg-type]  # a request's POST
        return form.cleaned_data["finish"] if form.is_valid() else ""
