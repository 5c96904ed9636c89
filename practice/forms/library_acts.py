"""The buttons of the editor: what each asks for, and where the page goes on afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from practice.fields import registry
from practice.fields.base import Posted, posted_text
from practice.fields.shapes import Form
from practice.fields.texts import one_line
from practice.forms.library_choices import more_languages
from practice.forms.library_draft import KEEPING
from practice.forms.library_typed import blank
from practice.models import ProgrammeDraft
from practice.services import draft_acts as acts
from practice.services import draft_body
from practice.services.draft_body import Gone, Json
from practice.services.drafts import Part

Act = Callable[[ProgrammeDraft], Any]
MOVES = ("up", "down")
TITLE_LIMIT = 200


class DoForm(forms.Form):
    """The button that sent the form: a verb and a path, such as up:f.ways.options.suggest.1."""

    do = forms.CharField(required=False, max_length=500)


@dataclass
class Wish:
    """What a button does to the draft, the part whose rows it moves, and where to look then."""

    act: Act
    part: Part | None = None
    opens: str = ""
    anchor: str = ""


def wish(posted: Posted, draft: ProgrammeDraft, exercise: str = "") -> Wish | None:
    """What the pressed button asks for; None for Save, and for a button that no page has."""
    form = DoForm(posted)  # type: ignore[arg-type] # it only asks for one name
    verb, _colon, path = (form.cleaned_data["do"] if form.is_valid() else "").partition(":")
    steps = path.split(".")
    if verb == "back" and path.isdecimal() and len(path) < 6:
        return Wish(partial(acts.put_back, number=int(path)), anchor="taken-out")
    try:
        if exercise:
            return _on_exercise(posted, draft, exercise, verb, steps)
        return _on_draft(posted, draft, verb, steps)
    except (Gone, LookupError, TypeError, ValueError):
        return None


def _on_draft(posted: Posted, draft: ProgrammeDraft, verb: str, steps: list[str]) -> Wish | None:
    what, key = steps[0], ".".join(steps[1:])
    if verb in MOVES and what in ("e", "p"):
        move = acts.move_exercise if what == "e" else acts.move_phase
        return Wish(partial(move, key=key, way=verb), anchor=f"{what}.{key}")
    if verb == "drop" and what in ("e", "p"):
        drop = acts.drop_exercise if what == "e" else acts.drop_phase
        return Wish(partial(drop, key=key), anchor="taken-out")
    return _added(posted, draft, what, key) if verb == "add" else None


def _added(posted: Posted, draft: ProgrammeDraft, what: str, key: str) -> Wish | None:
    if what == "e":
        title = one_line(posted_text(posted, f"new.{key}"))[:TITLE_LIMIT] or _("A new exercise")
        return Wish(partial(acts.add_exercise, phase_key=key, title=title), anchor=f"p.{key}")
    if what == "p":
        return Wish(acts.add_phase, anchor="add-phase")
    code = posted_text(posted, "new.language")
    if what == "l" and code in dict(more_languages(draft)):
        return Wish(partial(acts.add_language, code=code), anchor="languages")
    return None


def _on_exercise(
    posted: Posted, draft: ProgrammeDraft, exercise: str, verb: str, steps: list[str]
) -> Wish | None:
    if steps[0] == "keeps":
        return _on_keeps(exercise, verb, steps)
    if steps[0] != "f":
        return None
    if verb == "add" and len(steps) == 1:
        return _new_field(posted, exercise)
    key, on = steps[1], partial(Wish, opens=steps[1], anchor=f"part-f.{steps[1]}")
    if len(steps) == 2 and verb in MOVES:
        return Wish(
            partial(acts.move_field, exercise=exercise, key=key, way=verb), anchor=f"part-f.{key}"
        )
    if len(steps) == 2 and verb == "drop":
        return Wish(partial(acts.drop_field, exercise=exercise, key=key), anchor="taken-out")
    part = Part(f"f.{key}", exercise)
    if verb in MOVES:
        return on(partial(acts.move_row, exercise=exercise, path=steps, way=verb), part)
    if verb == "drop":
        return on(partial(acts.drop_row, exercise=exercise, path=steps), part)
    row = _new_row(posted, draft, exercise, steps)
    return on(partial(acts.add_row, exercise=exercise, path=steps, row=row), part)


def _on_keeps(exercise: str, verb: str, steps: list[str]) -> Wish | None:
    """The rows that say what can stay as a habit."""
    on = partial(Wish, part=Part("frame", exercise), opens="frame", anchor="part-frame")
    if verb == "add" and len(steps) == 1:
        row = dict.fromkeys(KEEPING)
        return on(partial(acts.add_row, exercise=exercise, path=steps, row=row))
    if verb in MOVES and len(steps) == 2:
        return on(partial(acts.move_row, exercise=exercise, path=steps, way=verb))
    if verb == "drop" and len(steps) == 2:
        return on(partial(acts.drop_row, exercise=exercise, path=steps))
    return None


def _new_field(posted: Posted, exercise: str) -> Wish | None:
    kind = posted_text(posted, "new.kind")
    if kind not in registry.names():
        return None
    add = partial(acts.add_field, exercise=exercise, kind=kind, options=first_options(kind))
    return Wish(add, opens="last", anchor="part-last")


def first_options(kind: str) -> Json:
    """What a new field of that kind begins with: all that it must have, to be made one's own."""
    found: Json = {}
    example = registry.get(kind).example().options
    for name, option in registry.get(kind).options.items():
        if not option.required:
            continue
        if isinstance(option.form, list):
            first = blank(option.form[0])
            found[name] = [{**first, "key": f"option_{number}"} for number in (1, 2)]
        elif option.form == "words":
            found[name] = blank(option.form)
        elif not isinstance(option.form, str) or ":" not in option.form:
            found[name] = example[name]
    return found


def _new_row(posted: Posted, draft: ProgrammeDraft, exercise: str, steps: list[str]) -> Any:
    raw = draft_body.by_key(draft_body.exercise(draft.body, exercise)["fields"], steps[1])
    form = _form_at(raw, steps[2:])
    if isinstance(form, list):
        return blank(form[0])
    kind = posted_text(posted, f"{'.'.join(steps)}.kind")
    if form != "parts" or kind not in registry.names():
        raise Gone(steps)
    row = {"key": kind, "kind": kind, "prompt": blank("words"), "required": False}
    return {**row, "options": first_options(kind)}


def _form_at(raw: Json, steps: list[str]) -> Form:
    """How the option at this path is asked for; LookupError where there is none."""
    if steps[0] != "options":
        raise Gone(steps)
    form: Form = registry.get(raw["kind"]).options[steps[1]].form
    value: Any = (raw.get("options") or {}).get(steps[1])
    for number, step in enumerate(steps[2:], start=2):
        if form == "parts":
            return _form_at(value[int(step)], steps[number + 1 :])
        form = form[0] if isinstance(form, list) else form[step]  # type: ignore[index] # else told
        value = value[int(step)] if isinstance(value, list) else (value or {}).get(step)
    return form
