"""What stands around the text of a note that is read: reviews, additions, names, and buttons."""

from typing import Any

from django.http import HttpRequest

from sessions.forms.beside import AddForm, AnswerForm, CommentForm
from sessions.models import CoSignature, Note, NoteComment
from sessions.models.outline import Section
from sessions.services import quotes, signing
from sessions.services.note_reading import read_back
from sessions.services.notes import Paper

CORRECTION = "correction"


def beside(
    request: HttpRequest,
    note: Note,
    paper: Paper,
    *,
    readiness: signing.Readiness | None = None,
    form: AddForm | None = None,
    answering: tuple[Any, AnswerForm] | None = None,
    comment_form: CommentForm | None = None,
) -> dict[str, Any]:
    """Everything of the page but its frame; forms come along when they were sent and not right."""
    said = reviews_of(paper)
    added, names = list(note.addenda.all()), list(note.cosignatures.all())
    around = _acts(request.user, note, names) | _comments(request.user, note, comment_form)
    return around | {
        "sections": _with_sources(request.user, paper),
        "is_intact": signing.is_intact(note),
        "reviews": [row for row in said if row.kind != CORRECTION],
        "corrections": [_with_form(row, answering) for row in said if row.kind == CORRECTION],
        "addenda": added,
        "is_error": any(one.is_error for one in added),
        "cosignatures": names,
        "readiness": readiness or signing.Readiness(),
        "form": form or AddForm(),
    }


def _with_sources(user: Any, paper: Paper) -> list[Any]:
    """The sections with words in them: place, words, and where its quotes come from."""
    found = quotes.sources(user, paper)
    return [
        (section, [(place, words, found.get(place.name, [])) for place, words in places])
        for section, places in read_back(paper)
    ]


def _comments(user: Any, note: Note, form: CommentForm | None) -> dict[str, Any]:
    """What passes between the supervisor and whoever wrote the note."""
    said = NoteComment.objects.visible_to(user).filter(note=note).select_related("supervisor")
    return {"comments": list(said), "comment_form": form or CommentForm()}


def _acts(user: Any, note: Note, names: list[CoSignature]) -> dict[str, bool]:
    """Which buttons this person gets."""
    acts = Note.objects.acts_of(user, note.pk)
    return {
        "is_author": note.author_id == user.pk,
        "may_add": "add" in acts,
        "may_comment": "cosign" in acts,
        "may_cosign": "cosign" in acts and user.pk not in {one.supervisor_id for one in names},
    }


def reviews_of(paper: Paper) -> list[Any]:
    """What the people in it said, oldest first, each with the title of its section."""
    titles = {place.section.key: _title(place.section) for place in paper.places}
    rows = list(paper.note.reviews.select_related("member__client", "answered_by"))
    for row in rows:
        row.about = titles.get(row.section, "")  # type: ignore[attr-defined] # read by the template
        row.is_earlier = row.version < paper.note.version  # type: ignore[attr-defined] # likewise
    return rows


def _title(section: Section) -> str:
    return f"{section.number} · {section.title}"


def _with_form(row: Any, answering: tuple[Any, AnswerForm] | None) -> Any:
    """A correction that waits, with the form of its answer."""
    if row.is_open:
        sent = answering is not None and answering[0] == row.pk
        row.form = answering[1] if sent and answering else AnswerForm(prefix=row.pk.hex[:8])
    return row
