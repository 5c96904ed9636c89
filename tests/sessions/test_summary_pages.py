"""How a person's own PDF falls into pages: a question never stands apart from its answer."""

import io
import uuid

import pytest
from django.http import QueryDict
from pypdf import PdfReader

from clients.models import Case
from clients.services import answers
from sessions.services import summaries
from tests import factories as make

pytestmark = pytest.mark.django_db
GIVEN = ("relationship_narrative", "strength_exploration", "miracle_question", "feedback_loop")
SENTENCE = "The lamp by the door was on, and nobody asked why it was."


def write_everything(case: Case, sentences: int) -> set[str]:
    """Every typed question of four exercises, answered at the same length; the questions."""
    asked = set()
    for key in GIVEN:
        given = make.give(case, key)
        for spec in given.exercise.fields:
            if spec.kind != "long_text":
                continue
            posted = QueryDict(mutable=True)
            posted[spec.key] = " ".join([SENTENCE] * sentences)
            asked.add(spec.prompt["en"])
            answers.save_section(
                make.login_of(case),
                given,
                section=spec.key,
                posted=posted,
                base_version=100,
                key=uuid.uuid4(),
            )
    return asked


@pytest.mark.parametrize("sentences", [1, 3, 4, 6])
def test_no_page_ends_with_a_question(sentences: int) -> None:
    case = make.make_individual_case(make.make_therapist())
    asked = write_everything(case, sentences)
    file = summaries.own_pdf(make.login_of(case), make.member(case))
    pages = [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(file)).pages]
    assert len(pages) > 1
    written = [[line.strip() for line in page] for page in pages]
    last_words = [
        next(line for line in reversed(page) if line in asked or line.startswith(SENTENCE[:8]))
        for page in written[:-1]
    ]
    assert not asked.intersection(last_words)
