"""Kinds whose sheet of paper asks for more than one thing, each with lines of its own below it."""

from typing import Any, ClassVar

from practice.fields.base import FieldSpec, Kind
from practice.fields.texts import text


class OnPaper(Kind):
    """What fields/_paper_prompts.html reads."""

    paper_rows: ClassVar[int] = 2

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        """What stands above the lines; with nothing here, the lines follow the field's prompt."""
        return [text(part.prompt, language) for part in self.parts(spec)]

    def paper(self, spec: FieldSpec, language: str) -> dict[str, Any]:
        return {
            **super().paper(spec, language),
            "prompts": self.paper_prompts(spec, language),
            "paper_lines": range(self.paper_rows),
        }
