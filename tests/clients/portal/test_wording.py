"""What the portal says in its own words: easy to read, short, and none of the words that judge.

Taken from the sources, so that messages which hardly ever show are read too.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.practice.test_library_wording import FORBIDDEN, HIGHEST_GRADE
from tests.reading_grade import reading_grade, sentences

ROOT = Path(__file__).resolve().parents[3]
LONGEST_SENTENCE = 20
# Everything that a client's page is made of, and the pages around it that everybody meets.
TEMPLATES = sorted(
    path
    for pattern in (
        "portal_base.html",
        "portal/*.html",
        "fields/*.html",
        "components/_audience.html",
        "components/_chart.html",
        "components/_clash.html",
        "components/_error_summary.html",
        "components/_html_data.html",
        "account/*.html",
        "[45]*.html",
        "practice/_typed.html",
        "practice/signed_out.html",
        "practice/stale_form.html",
    )
    for path in (ROOT / "templates").glob(pattern)
)
MODULES = sorted(
    path
    for pattern in (
        "clients/portal/**/*.py",
        "clients/services/answers.py",
        "clients/services/circle.py",
        "clients/services/finishing.py",
        "clients/services/sharing.py",
        "practice/fields/**/*.py",
        "practice/charts/words.py",
        "practice/views/*.py",
        "practice/passwords.py",
        "practice/accounts.py",
        "practice/forms/account.py",
    )
    for path in ROOT.glob(pattern)
)
SPOKEN = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "npgettext", "pgettext"}
# A sentence that goes on in the same message is read together with it.
TRANSLATE = re.compile(r"{%\s*translate\s+(?:\"([^\"]*)\"|'([^']*)')")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
PLURAL = re.compile(r"{%\s*plural\s*%}")
GAP = re.compile(r"{{.*?}}|%\(\w+\)[sd]|%s|{\w*}|<[^>]+>")
# The place has one spelling on both sides of the ocean; only the verb has two.
OUR_PLACE = re.compile(r"\bthe practice\b", re.IGNORECASE)
# For staff alone, shown when something is given; they never stand on a client's page.
STAFF_WORDS = re.compile(r"not ready yet")


def said_in(path: Path) -> list[str]:
    """Each message of a file, with a plain word in every gap."""
    source = path.read_text(encoding="utf-8")
    found = _of_template(source) if path.suffix == ".html" else _of_module(source)
    plain = (" ".join(GAP.sub("Ana", text).split()) for text in found)
    return [text for text in plain if re.search(r"[a-z]", text) and not STAFF_WORDS.search(text)]


def _of_template(source: str) -> Iterator[str]:
    for double, single in TRANSLATE.findall(source):
        yield double or single
    for block in BLOCK.findall(source):
        yield from PLURAL.split(block)


def _of_module(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in SPOKEN
        ):
            words = [part for part in node.args if isinstance(part, ast.Constant)]
            # The first of a pair is a context that nobody reads.
            for part in words[1:] if node.func.id.startswith(("p", "np")) else words:
                if isinstance(part.value, str):
                    yield part.value


SOURCES = {
    str(path.relative_to(ROOT)): texts
    for path in (*TEMPLATES, *MODULES)
    if (texts := said_in(path))
}


@pytest.mark.parametrize("source", SOURCES)
def test_it_is_easy_to_read(source: str) -> None:
    texts = SOURCES[source]
    spoken = [text for text in texts if text.count(" ") > 2]
    assert not spoken or reading_grade(*spoken) <= HIGHEST_GRADE, spoken


@pytest.mark.parametrize("source", SOURCES)
def test_sentences_are_short_and_none_of_the_words_judge(source: str) -> None:
    texts = [OUR_PLACE.sub("the place", text) for text in SOURCES[source]]
    parts = [part for text in texts for part in sentences(text)]
    assert [part for part in parts if len(part.split()) > LONGEST_SENTENCE] == []
    assert [found.group() for part in parts for found in FORBIDDEN.finditer(part)] == []


def test_the_sources_are_really_read() -> None:
    assert "Leave quickly" in SOURCES["templates/portal_base.html"]
    assert "About Ana minutes" in SOURCES["templates/portal/_minutes.html"]
    assert "Write something first. Then you can share it." in SOURCES["clients/services/sharing.py"]
    assert len(SOURCES) > 60
