"""A pair that is open: what both wrote to each question, one beside the other."""

from typing import Any

from clients.models import Answer
from clients.models.reach import Reader, seen
from practice.fields import registry
from practice.fields.base import FieldSpec, Value
from practice.fields.pruning import item_ids
from practice.fields.texts import spoken, text


def side_by_side(theirs: Answer, mine: Answer) -> list[dict[str, Any]]:
    """Question by question; of one's own that which the other reads, so that both see the same."""
    of_them, of_me = seen(theirs, Reader.PARTNER), seen(mine, Reader.PARTNER)
    rows = []
    for spec in theirs.assignment.exercise.fields:
        kind, language = registry.get(spec.kind), spoken()
        pair = (of_me.get(spec.key), of_them.get(spec.key))
        told = [kind.lines(spec, value, language) for value in pair]
        if any(told):
            prompt = text(spec.prompt, language)
            rows.append(
                {
                    "prompt": prompt,
                    "mine": told[0],
                    "theirs": told[1],
                    "common": _in_common(spec, *pair),
                }
            )
    return rows


def _in_common(spec: FieldSpec, mine: Value | None, theirs: Value | None) -> list[str]:
    """The things that stand in both lists, in one's own order."""
    if mine is None or theirs is None or not item_ids(mine):
        return []
    kind, language = registry.get(spec.kind), spoken()
    of_them = {words.casefold() for _id, words in kind.entries(spec, theirs, language)}
    of_me = [words for _id, words in kind.entries(spec, mine, language)]
    return [words for words in of_me if words.casefold() in of_them]
