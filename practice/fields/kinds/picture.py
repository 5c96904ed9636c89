"""picture: a picture that is kept elsewhere, with words for those who cannot see it."""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from practice.fields.base import Example, FieldSpec, Posted, Value, posted_text
from practice.fields.paper import OnPaper
from practice.fields.shapes import want_id, want_object, want_text, words
from practice.fields.texts import labelled, one_line, text, too_long

ALT_LIMIT = 500


class Picture(OnPaper):
    """{"picture"?: uuid, "alt": str}; words alone do as well, for whoever has no picture at hand.

    The page carries the picture's id signed, so that nobody puts another one in its place.
    """

    name = "picture"
    takes_file = True
    # Words are asked for always: a picture alone shuts out whoever cannot see it.
    options = {"alt": words(required=True)}

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        alt = posted_text(data, f"{prefix}-alt")
        picture = _opened(posted_text(data, f"{prefix}-picture"))
        if not picture and not alt.strip():
            return None, []
        return _value(picture, alt), list(filter(None, [too_long(alt, ALT_LIMIT)]))

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        given = want_object(value, ["alt"], ["picture"])
        picture = want_id(given["picture"]) if "picture" in given else ""
        alt = want_text(given["alt"], ALT_LIMIT)
        return _value(picture, alt) if picture or alt.strip() else None

    def act(self, spec: FieldSpec, value: Value | None, action: str) -> Value | None:
        if not value or not action.startswith("remove"):
            return value
        return _value("", value["alt"]) if value["alt"].strip() else None

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        alt = [one_line(value["alt"])] if value["alt"].strip() else []
        if "picture" not in value:
            return alt
        return labelled(_("A picture"), alt) or [_("A picture")]

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        return [text(spec.options["alt"], language)]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        picture = (value or {}).get("picture", "")
        return {
            "picture": picture,
            "mark": sealed_mark(picture) if picture else "",
            "alt": (value or {}).get("alt", ""),
            "alt_label": text(spec.options["alt"], language),
        }

    def example(self) -> Example:
        value = {"picture": "d1f3b5a7-8c9e-4b2d-a4f6-0e1c3d5b7f09", "alt": "Two cups on the sill"}
        return Example({"alt": {"en": "What does it show?"}}, value)


def sealed_mark(picture: object) -> str:
    """The id of a picture as a page carries it, and as `read` takes it."""
    return Signer(salt=__name__).sign(str(picture))


def _opened(mark: str) -> str:
    try:
        return Signer(salt=__name__).unsign(mark)
    except BadSignature:
        return ""


def _value(picture: str, alt: str) -> Value:
    return ({"picture": picture} if picture else {}) | {"alt": alt}


KIND = Picture()
