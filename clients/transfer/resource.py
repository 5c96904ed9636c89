"""The columns of a list of people, as an import-export resource, and the export itself.

Its fields clean each cell of an import. The rows of an import do not go through `import_data`,
which keeps them all in memory and asks the database for each (see `plan.py`).
"""

import csv
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.resources import ModelResource

from clients.models import Client
from clients.models.client import CONTACT_FIELDS
from clients.transfer.cells import (
    ChannelWidget,
    DayWidget,
    EmailWidget,
    KeyWidget,
    TextWidget,
)

FORMATS = {"csv": CSV, "xlsx": XLSX}
ROWS_AT_ONCE = 2_000


def model_field(name: str) -> Any:
    """The model's own field of a column, for its length and its words."""
    return Client._meta.get_field(name)


def _text(name: str, widget: type[TextWidget] = TextWidget) -> Field:
    # A date has no length; forty signs hold every way to write one.
    most = model_field(name).max_length
    return Field(attribute=name, column_name=name, widget=widget(most or 40))


class ClientResource(ModelResource):
    """Contact fields alone; nothing clinical ever stands in a list."""

    hearthwork_id = Field(attribute="pk", column_name="hearthwork_id", widget=KeyWidget(40))
    external_id = _text("external_id")
    legal_name = _text("legal_name")
    name = _text("name")
    pronouns = _text("pronouns")
    born_on = _text("born_on", DayWidget)
    email = _text("email", EmailWidget)
    phone = _text("phone")
    channel = _text("channel", ChannelWidget)
    contact_rules = _text("contact_rules")

    class Meta:
        model = Client
        import_id_fields = ("hearthwork_id",)
        fields = export_order = ("hearthwork_id", "external_id", *CONTACT_FIELDS)
        chunk_size = ROWS_AT_ONCE

    @property
    def columns(self) -> dict[str, Field]:
        """Every column with the field that cleans it."""
        return self.fields


def column_label(name: str) -> str:
    """A column as people call it."""
    ours = {"": "", "hearthwork_id": _("our id"), "died_on": _("date of death")}
    return ours[name] if name in ours else str(model_field(name).verbose_name)


def write_list(people: QuerySet[Client], kind: str) -> tuple[bytes, str]:
    """The list of `people` as "csv" or "xlsx", and its content type."""
    form = FORMATS[kind]()
    dataset = ClientResource().export(people)
    # Quoted throughout: a cell that holds ; cannot fall apart into one that begins with =.
    options: dict[str, Any] = {"quoting": csv.QUOTE_ALL} if kind == "csv" else {}
    written = form.export_data(dataset, **options)
    # The mark in front tells a spreadsheet that this is UTF-8.
    content = written.encode("utf-8-sig") if isinstance(written, str) else written
    return content, form.get_content_type()
