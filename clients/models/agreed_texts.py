"""The words that people are asked to agree to, from `fixtures/agreements.json`.

A change of the words there brings a higher `version`: what was agreed to before keeps its own.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from practice.fields.texts import spoken, text


@dataclass(frozen=True)
class AgreedText:
    """One text in the reader's language; paragraphs stand an empty line apart."""

    kind: str
    version: int
    title: str
    words: str

    @property
    def content_hash(self) -> str:
        """SHA-256 over what somebody read, in hexadecimal (64 signs)."""
        told = f"{self.kind}\n{self.version}\n{self.words}"
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def paragraphs(self) -> list[str]:
        return self.words.split("\n\n")


@cache
def _read() -> dict[str, dict[str, Any]]:
    path = settings.BASE_DIR / "fixtures" / "agreements.json"
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def policy_text(kind: str) -> AgreedText:
    """Of one way to handle secrets; KeyError for one that is not known."""
    return _text("policies", kind)


def consent_text(kind: str) -> AgreedText:
    """Of one kind of consent; KeyError for one that is not known."""
    return _text("consents", kind)


def _text(shelf: str, kind: str) -> AgreedText:
    found = _read()[shelf][kind]
    words = {language: "\n\n".join(parts) for language, parts in found["words"].items()}
    title = text(found["title"], spoken())
    return AgreedText(kind, found["version"], title, text(words, spoken()))
