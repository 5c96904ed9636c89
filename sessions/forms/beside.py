"""Forms of what happens to a note beside its writing."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.models import Addendum, NoteReview

MOST_WORDS = 10_000
MOST_REASON = 1_000


class OfferForm(forms.Form):
    """Open the note to the people in it; without the mark, take it back."""

    is_offered = forms.BooleanField(required=False)


class TogetherForm(forms.Form):
    """Let colleagues write in this draft; without the mark, no longer."""

    is_shared = forms.BooleanField(required=False)


class AddForm(forms.Form):
    """An addition, or the mark that the note was entered in error. Each says why."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Addendum.Kind.ADDED, _("An addition")),
            (Addendum.Kind.ERROR, _("The whole note was entered in error")),
        ],
        initial=Addendum.Kind.ADDED,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=MOST_REASON,
        widget=forms.TextInput,
        error_messages={"required": _("Say why in a few words.")},
    )
    words = forms.CharField(
        label=_("What is added"),
        max_length=MOST_WORDS,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == Addendum.Kind.ADDED and not data.get("words", "").strip():
            self.add_error("words", _("Write what is to be added."))
        return data


class CommentForm(forms.Form):
    """What a supervisor says to the therapist."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("To the therapist"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write them a line.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        kwargs.setdefault("auto_id", "comment_%s")
        super().__init__(*args, **kwargs)


class AnswerForm(forms.Form):
    """What came of a wish for a correction, as its author will read it."""

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=[
            (NoteReview.Outcome.ADDED, _("I put an addition beside the note")),
            (NoteReview.Outcome.ATTACHED, _("Their words stand beside the note")),
            (NoteReview.Outcome.STAYS, _("The note stays as it is")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    words = forms.CharField(
        label=_("Your answer, which they can read"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write them a line.")},
    )


class SayForm(forms.Form):
    """What a person says of a note that was opened to them."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What would you like to say?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    section = forms.ChoiceField(label=_("About which part?"), required=False)
    words = forms.CharField(
        label=_("Your words"),
        max_length=4_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, is_signed: bool, sections: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = NoteReview.Kind
        offered = [
            (kinds.CONFIRM, _("This is right for me.")),
            (kinds.REWORD, _("I would say it like this:")),
            (kinds.COMMENT, _("I want to add something:")),
        ]
        asked = [(kinds.CORRECTION, _("Please correct this:"))]
        self.fields["kind"].choices = asked if is_signed else offered  # type: ignore[attr-defined] # a ChoiceField
        if is_signed:
            self.initial.setdefault("kind", kinds.CORRECTION)
        self.fields["section"].choices = [("", _("All of it")), *sections]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        said = data.get("words", "").strip()
        if data.get("kind") not in (None, NoteReview.Kind.CONFIRM) and not said:
            self.add_error("words", _("Please write something here."))
        return data


class ReflectionForm(forms.Form):
    """The private reflection as a browser without scripts sends it."""

    words = forms.CharField(required=False, strip=False)
