"""Links at the top of a page to the fields that want a look."""

from collections.abc import Collection, Iterable

from practice.fields.base import FieldSpec
from practice.fields.texts import spoken, text


def problem_links(specs: Iterable[FieldSpec], keys: Collection[str]) -> list[dict[str, str]]:
    """Those of `keys`, in the order of the page."""
    wanted = [spec for spec in specs if spec.key in keys]
    return [{"key": spec.key, "prompt": text(spec.prompt, spoken())} for spec in wanted]
