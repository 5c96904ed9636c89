"""The form of one question of the bank: its phase, its kind, its words in each language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from practice.fields.texts import FALLBACK
from practice.forms.library_choices import language_name
from practice.models import Phase, Question

LONGEST = 500
KINDS = {
    "hope": _("hope"),
    "miracle": _("the good day"),
    "future": _("later on"),
    "coping": _("how one carries on"),
    "scale": _("from 1 to 10"),
    "exception": _("lighter times"),
    "thickening": _("more of a better time"),
    "pattern": _("what better times share"),
    "relationship": _("through the other’s eyes"),
    "meaning": _("what it means"),
    "naming": _("a name for the trouble"),
    "not_knowing": _("real curiosity"),
    "rct": _("being moved by each other"),
    "paradox": _("drawing back as closeness comes"),
    "experiment": _("trying out"),
    "action": _("doing"),
    "learning": _("finding out"),
    "acceptance": _("what may stay"),
    "change": _("a step"),
    "prevention": _("hard times ahead"),
    "celebration": _("marking it"),
}
# Both are written wherever the product speaks them; English stands in for one that is missing.
LANGUAGES = tuple(dict.fromkeys([FALLBACK, *(code for code, _n in settings.LANGUAGES), "zh-hans"]))


def phase_choices() -> list[tuple[str, str]]:
    """Any phase, then those of the courses in use, each key once under its first title."""
    rows = Phase.objects.filter(programme__is_current=True).order_by("number", "programme__key")
    titles: dict[str, str] = {}
    for row in rows:
        titles.setdefault(row.key, row.title)
    return [("", str(_("Any phase"))), *titles.items()]


class QuestionForm(forms.Form):
    """Words are asked for in English, and may be given in the other languages."""

    phase = forms.ChoiceField(label=_("Phase"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = phase_choices()
        if question is not None:
            self._begin_with(question, choices)
        self.fields["phase"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        for code in LANGUAGES:
            self.fields[f"words_{code}"] = forms.CharField(
                label=_("The question, %(language)s") % {"language": language_name(code)},
                max_length=LONGEST,
                required=code == FALLBACK,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
                error_messages={"required": _("Write the question.")},
            )

    def _begin_with(self, question: Question, choices: list[tuple[str, str]]) -> None:
        kind = next(iter(question.tags), "")
        self.initial.update({"phase": question.phase_key, "kind": kind})
        words = {f"words_{code}": text for code, text in question.text_map.items()}
        self.initial.update(words)
        if question.phase_key not in dict(choices):  # of a course that is not here any more
            choices.append((question.phase_key, question.phase_key))
        if kind not in KINDS:
            self.fields["kind"].choices = [(kind, kind), *KINDS.items()]  # type: ignore[attr-defined] # a ChoiceField

    @property
    def question(self) -> dict[str, Any]:
        data = self.cleaned_data
        words = {code: data[f"words_{code}"].strip() for code in LANGUAGES}
        return {
            "phase": data["phase"],
            "kind": data["kind"],
            "words": {code: text for code, text in words.items() if text},
        }


class AwayForm(forms.Form):
    """Put a question away; without the mark, take it up again."""

    is_away = forms.BooleanField(required=False)
