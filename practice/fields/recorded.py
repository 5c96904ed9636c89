"""Kinds that can be stored and shown, and written on paper, but not yet filled in on the page."""

from typing import Any, ClassVar

from practice.fields.base import FieldSpec, Kind, Posted, Value
from practice.fields.texts import text


class Recorded(Kind):
    """A kind whose answers come from elsewhere (an import, a session); the page shows them."""

    workable = False
    paper_rows: ClassVar[int] = 6

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        """Nothing can be posted for it."""
        return None, []

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        """What stands above the lines of the paper version, when that is more than the prompt."""
        return [text(part.prompt, language) for part in self.parts(spec)]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        return {
            "lines": self.lines(spec, value, language),
            "reason": str(self.reason),
            "prompts": self.paper_prompts(spec, language),
            "paper_lines": range(self.paper_rows),
        }
