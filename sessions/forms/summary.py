"""The form that makes a summary: for whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Case, CaseMember
from sessions.models import Summary

THERAPIST = "therapist"


class SummaryForm(forms.Form):
    """`reader` is "therapist" or the place of a member, A or B."""

    reader = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Choose whom it is for."),
            "invalid_choice": gettext_lazy("Choose whom it is for."),
        }
    )

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = {one.position: one for one in case.members.select_related("client", "case")}
        self.fields["reader"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (THERAPIST, _("the therapist")),
            *((position, str(one)) for position, one in self._members.items()),
        ]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return list(self.fields["reader"].choices)  # type: ignore[attr-defined] # a ChoiceField

    @property
    def chosen(self) -> dict[str, Any]:
        """`audience` and `member` for the service."""
        member: CaseMember | None = self._members.get(self.cleaned_data["reader"])
        audience = Summary.Audience.CLIENT if member else Summary.Audience.THERAPIST
        return {"audience": audience, "member": member}
