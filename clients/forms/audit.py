"""What an owner asks the audit trail for. Nothing of it is needed."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import FIRST_YEAR_OF_WORK, DayField
from clients.services.audit_reading import KINDS, Asked, people_who_act


class AuditForm(forms.Form):
    """Filters by person, case, kind of act and day; each value is looked up, none is run."""

    person = forms.ModelChoiceField(
        people_who_act(), label=_("Who"), required=False, empty_label=_("Anybody")
    )
    code = forms.CharField(label=_("Code of a case"), max_length=20, required=False)
    kind = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Anything")), *((key, words) for key, (words, _rows) in KINDS.items())],
    )
    day = DayField(first_year=FIRST_YEAR_OF_WORK, label=_("Day"), required=False)
    before = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def asked(self) -> Asked:
        """What was asked; a field that is not right is left out."""
        self.is_valid()
        data: dict[str, Any] = self.cleaned_data
        person = data.get("person")
        key: UUID | None = person.pk if person else None
        code = (data.get("code") or "").strip().upper()
        return Asked(key, code, data.get("kind") or "", data.get("day"), data.get("before"))
