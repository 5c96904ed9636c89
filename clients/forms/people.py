"""Contact fields of a person, for the people pages and for opening a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.dates import DayField
from clients.models import Client
from clients.models.client import CONTACT_FIELDS, FIRST_BIRTH_YEAR

# Says nothing about whose address it is: whoever asks may not see that person.
ADDRESS_IN_USE = _(
    "This address cannot be used here. Choose another one, or leave it empty for now."
)


class ClientForm(forms.ModelForm):
    """Who somebody is and how they may be reached safely."""

    born_on = DayField(first_year=FIRST_BIRTH_YEAR, label=_("Date of birth"), required=False)

    class Meta:
        model = Client
        fields = CONTACT_FIELDS
        labels = {
            "legal_name": _("Full name"),
            "name": _("Name they go by"),
            "pronouns": _("Pronouns"),
            "email": _("E-mail"),
            "phone": _("Phone"),
            "channel": _("Safe way to reach them"),
            "contact_rules": _("When and how"),
        }
        help_texts = {
            "name": _("Pages greet them with this name."),
            "email": _("Each person has an address of their own. The invitation goes there."),
            "contact_rules": _("For example: mornings only, never leave a message."),
        }
        error_messages = {
            "legal_name": {"required": _("Write the person’s name.")},
            "email": {"invalid": _("This does not look like an address. Check the @ and the end.")},
        }

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        others = Client.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email__iexact=email).exists():
            raise forms.ValidationError(ADDRESS_IN_USE)
        return email

    def contact(self) -> dict[str, Any]:
        """The cleaned fields, for the services."""
        return {name: self.cleaned_data[name] for name in CONTACT_FIELDS}


class PersonForm(ClientForm):
    """Somebody for a new case: chosen from those known, or written in anew."""

    MOST_OFFERED = 200
    WRITTEN = ("legal_name", "name", "pronouns", "email", "phone")

    known = forms.ModelChoiceField(
        Client.objects.none(),
        required=False,
        label=_("Somebody you know already"),
        empty_label=_("A new person (write them in below)"),
    )

    field_order = ["known", *CONTACT_FIELDS]

    def __init__(self, *args: Any, user: Any, is_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Client.objects.visible_to(user)
        field = self.fields["known"]
        field.queryset = known  # type: ignore[attr-defined] # a ModelChoiceField has it
        self._offer(known)
        chosen = self.data.get(self.add_prefix("known"))
        self.fields["legal_name"].required = is_needed and not chosen
        for name in ("born_on", "contact_rules"):
            del self.fields[name]  # filled in later, on the person's own page

    def _offer(self, known: Any) -> None:
        """The newest people, and the one asked for: a list of thousands helps nobody."""
        newest = list(known.order_by("-created_at")[: self.MOST_OFFERED])
        asked = self.initial.get("known")
        if asked and asked not in newest:
            newest.append(asked)
        field = self.fields["known"]
        empty = ("", field.empty_label)  # type: ignore[attr-defined] # a ModelChoiceField has it
        people = sorted((one.legal_name, str(one.pk)) for one in newest)
        field.choices = [empty, *((pk, name) for name, pk in people)]  # type: ignore[attr-defined] # as above

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("known", *self.WRITTEN))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("known") and any(cleaned.get(name) for name in self.WRITTEN):
            self.add_error("known", _("Choose somebody, or write a new person in. Not both."))
        return cleaned

    def contact(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CONTACT_FIELDS if name in self.fields}
