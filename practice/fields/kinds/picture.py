"""picture: a picture that is kept elsewhere, with words for those who cannot see it."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practice.fields.base import Example, FieldSpec, Value
from practice.fields.recorded import Recorded
from practice.fields.shapes import want_id, want_object, want_text, words
from practice.fields.texts import labelled, one_line, text

ALT_LIMIT = 500


class Picture(Recorded):
    """{"image": uuid, "alt": str}."""

    name = "picture"
    reason = _("Pictures cannot be added on the page yet. They can be brought to a session.")
    # Words are asked for always: a picture alone shuts out whoever cannot see it.
    options = {"alt": words(required=True)}

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        given = want_object(value, ["image", "alt"])
        return {"image": want_id(given["image"]), "alt": want_text(given["alt"], ALT_LIMIT)}

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        described = one_line(value["alt"])
        return labelled(gettext("A picture"), [described]) if described else [gettext("A picture")]

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        return [text(spec.options["alt"], language)]

    def example(self) -> Example:
        value = {"image": "d1f3b5a7-8c9e-4b2d-a4f6-0e1c3d5b7f09", "alt": "Two cups on the sill"}
        return Example({"alt": {"en": "What does it show?"}}, value)


KIND = Picture()
