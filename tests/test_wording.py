"""How the pages speak: no word that splits readers, judges people or calls them their problem.

The library has a test of its own; this one reads every sentence of the templates and the code.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("practice", "clients", "sessions")
TRANSLATED = re.compile(
    r"""{%\s*translate\s+(?P<quote>["'])(?P<short>.*?)(?P=quote)"""
    r"""|{%\s*blocktranslate.*?%}(?P<long>.*?){%\s*endblocktranslate""",
    re.DOTALL,
)
# Left: what the pages never say. Right: what they say instead.
INSTEAD = {
    r"program(me)?s?": "course, or plan",
    r"overdue": "still open",
    r"missed": "moved",
    r"fail(s|ed|ure)?": "say what happened and what to do",
    r"streaks?": "nothing: nobody is counted",
    r"compl(y|iance|iant)": "what they chose to do",
    r"relapse[sd]?": "a dip, or an old pattern visiting",
    r"symptoms?": "what you notice",
    r"(husband|wife|spouse)s?": "partner",
    r"denies|admits|claims": "says",
    r"resist(ant|ance)": "the person’s own words",
    r"dysfunctional|patients?": "people",
    r"anxious|avoidant|poor historian": "what comes when: the worry visits, space is needed",
    r"counsell?ing": "sessions",
    r"practise[sd]?|favou?rites?|cent(re|er)s?|recogni[sz]e[sd]?": "a word both spellings share",
    r"proven|evidence": "draws on",
    r"users?": "people",
}
# Names of things that the machine knows under that word alone.
LAWFUL = {"CSV, for any program", "Synthea patients.csv"}


def sentences() -> Iterator[tuple[str, str]]:
    """(place, sentence) of everything that somebody may read on a page."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for found in TRANSLATED.finditer(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT)), found["short"] or found["long"]
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for words in _translated_in(ast.parse(path.read_text(encoding="utf-8"))):
                yield str(path.relative_to(ROOT)), words


def _translated_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in ("_", "gettext_lazy", "ngettext"):
            given = node.args if isinstance(node, ast.Call) else []
            texts = (one.value for one in given if isinstance(one, ast.Constant))
            yield from (text for text in texts if isinstance(text, str))


@pytest.mark.parametrize("word", INSTEAD)
def test_no_page_says_it(word: str) -> None:
    pattern = re.compile(rf"\b(?:{word})\b", re.IGNORECASE)
    bare = re.compile(r"%\(\w+\)s|{{.*?}}|{%.*?%}")  # a variable may bear any name
    said = [
        f"{place}: {text}"
        for place, text in sentences()
        if text not in LAWFUL and pattern.search(bare.sub("", text))
    ]
    assert said == [], f"say instead: {INSTEAD[word]}"


PEOPLE_FIRST = re.compile(
    r"\b(anxious|avoidant|resist(ant|ance)|non-?complian\w*|dysfunctional|fail(s|ed|ures?)?|"
    r"poor historian|den(y|ies|ied)|admit(s|ted)|claim(s|ed)|husbands?|wi(fe|ves)|spouses?|"
    r"relapse\w*|overdue|missed|proven|symptoms?)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").glob("*.json")), ids=lambda p: p.stem)
def test_no_fixture_makes_a_person_their_problem(path: Path) -> None:
    """The library, and the demo practice too, whose notes are taken for a pattern."""
    told = texts_in(json.loads(path.read_text(encoding="utf-8")))
    assert [text for text in told if PEOPLE_FIRST.search(text)] == []


def texts_in(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from texts_in(part)


def test_the_sentences_are_found_at_all() -> None:
    places = {place.split("/")[0] for place, _text in sentences()}
    assert places == {"templates", *APPS}
    assert len(list(sentences())) > 500
