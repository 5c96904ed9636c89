"""What the editor offers to choose from: languages, audiences, fields, sources, scales."""

from collections.abc import Iterator

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from practice.fields.base import AUDIENCES, ROLES
from practice.fields.parts import PART_KINDS
from practice.fields.texts import FALLBACK, spoken, text
from practice.forms import library_words as words
from practice.forms.library_inputs import Pairs
from practice.models import ProgrammeDraft, Scale
from practice.services import draft_body
from practice.services.draft_body import Json


def languages(draft: ProgrammeDraft) -> Pairs:
    """English first; then what the practice speaks, and what was chosen for this draft."""
    codes = dict.fromkeys(
        [FALLBACK, *(code for code, _name in settings.LANGUAGES), *draft.languages]
    )
    return [(code, language_name(code)) for code in codes]


def language_name(code: str) -> str:
    return str(LANG_INFO.get(code, {}).get("name_local", code))


def more_languages(draft: ProgrammeDraft) -> Pairs:
    here = dict(languages(draft))
    names = {code: language_name(code) for code in LANG_INFO if code not in here}
    return sorted(
        ((code, name) for code, name in names.items() if name != code), key=lambda one: one[1]
    )


def choices(body: Json, row: Json) -> dict[str, Pairs]:
    audiences: Pairs = [(one, words.AUDIENCES[one]) for one in AUDIENCES]
    near: Pairs = [pair for pair in audiences if pair[0] not in ("partners", "all")]
    alone = "individual" in (row.get("who") or ["individual"])
    scales = Scale.objects.filter(is_current=True)
    return {
        "who": list(words.WHO.items()),
        "audience": audiences,
        # No default reaches the partner, but for what two people do as one.
        "first_audience": near if alone else audiences,
        "audience_or_all": [("", _("As the whole answer")), *audiences],
        "role": [(one, words.ROLES[one]) for one in ROLES],
        "level": [("", _("Not said")), *words.LEVELS.items()],
        "field": [("", _("None")), *_fields_of(row)],
        "own_field": list(_fields_of(row)),
        "part": [("", _("Not said")), *_parts_of(row)],
        "choice": [("", _("Nothing: a button asks")), *_choices_of(row)],
        "beside": list(words.BESIDE.items()),
        "kept": list(words.KEPT.items()),
        "scale": [("", _("No chart")), *((one.key, one.title) for one in scales)],
        "exercise": [
            (one["key"], titled(one)) for _p, one in draft_body.exercises(body) if one is not row
        ],
        "source": list(_sources(body)),
        "part_kind": [(kind, words.kind_name(kind)) for kind in PART_KINDS],
    }


def titled(row: Json) -> str:
    return f"{row['code']} {text(row['title'], spoken())}"


def _fields_of(row: Json) -> Iterator[tuple[str, str]]:
    for raw in row["fields"]:
        yield raw["key"], text(raw["prompt"], spoken()) or raw["key"]


def _parts_of(row: Json) -> Iterator[tuple[str, str]]:
    """What is asked inside the fields, each once by its key."""
    found: dict[str, str] = {}
    for raw, title in zip(row["fields"], (title for _key, title in _fields_of(row)), strict=True):
        for one in _listed(raw, "kind"):
            # Its own words first: a phone shows no more of it.
            asked = text(one["prompt"], spoken()) or one["key"]
            found.setdefault(one["key"], f"{asked} ({title})")
    yield from found.items()


def _choices_of(row: Json) -> Iterator[tuple[str, str]]:
    for raw, (key, title) in zip(row["fields"], _fields_of(row), strict=True):
        for one in _listed(raw, "label") if raw["kind"] == "choice" else ():
            label = text(one["label"], spoken()) or one["key"]
            yield f"{key}.{one['key']}", f"{label} ({title})"


def _listed(raw: Json, mark: str) -> Iterator[Json]:
    """Rows inside the options of a field that have a key and `mark`: its parts, its choices."""
    for value in (raw.get("options") or {}).values():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, dict) and {"key", mark} <= set(one):
                yield one


def _sources(body: Json) -> Iterator[tuple[str, str]]:
    for _phase_of, row in draft_body.exercises(body):
        for key, title in _fields_of(row):
            yield f"{row['key']}.{key}", f"{titled(row)}: {title}"
