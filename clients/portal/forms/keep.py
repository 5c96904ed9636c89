"""One tap on a line of one's own: which line, and as what it is kept."""

from django import forms

from clients.models import Quote
from clients.services.keepable import HABIT

AS = (Quote.Kind.PROTECT, Quote.Kind.INNER, Quote.Kind.WORDS, HABIT)


class KeepForm(forms.Form):
    line = forms.CharField(max_length=64)
    kept_as = forms.ChoiceField(choices=[(one, one) for one in AS])

    @classmethod
    def tapped(cls, posted: object) -> tuple[str, str]:
        """The mark of the line and the kind; empty for what no button sends."""
        form = cls(posted)  # type: ignore[arg-type]  # a request's POST
        if not form.is_valid():
            return "", ""
        return form.cleaned_data["line"], form.cleaned_data["kept_as"]
