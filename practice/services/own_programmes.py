"""A practice's own programmes: copied, brought in, written as drafts, and published as versions."""

import copy
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from practice.models import Programme, ProgrammeDraft
from practice.services import audit, draft_body, library
from practice.services.draft_body import Json
from practice.services.library_check import LibraryError
from practice.services.library_export import as_file

PREFIX = "own-"  # no file that ships has such a key


@transaction.atomic
def copy_programme(actor: Any, programme: Programme) -> ProgrammeDraft:
    """A draft of a new programme that begins as a copy."""
    body = as_file(programme)
    body["title"] = {code: _copy_of(title, code) for code, title in body["title"].items()}
    draft = _begin(actor, body, came_from=programme)
    audit.record(actor, "programme.copied", programme, draft=str(draft.pk))
    return draft


@transaction.atomic
def open_draft(actor: Any, programme: Programme) -> ProgrammeDraft:
    """The draft of the next version of an own programme; the one under way, where there is one."""
    Programme.objects.select_for_update().get(pk=programme.pk)  # two begin one draft
    found = ProgrammeDraft.objects.filter(key=programme.key).first()
    if found is not None:
        return found
    draft = _begin(actor, as_file(programme), came_from=programme, key=programme.key)
    audit.record(actor, "programme.draft_begun", programme, draft=str(draft.pk))
    return draft


@transaction.atomic
def publish(actor: Any, draft: ProgrammeDraft) -> Programme:
    """The draft as the newest version; LibraryError with what is not right yet.

    What was given before keeps its wording, and journeys under way keep their phases.
    """
    held = ProgrammeDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if faults := draft_body.faults(held.body):
        raise LibraryError(list(faults))
    body = {**draft_body.tidy(held.body), "key": held.key}
    programme = library.publish_own(body)
    audit.record(actor, "programme.published", programme, version=programme.version)
    held.delete()
    return programme


@transaction.atomic
def give_up(actor: Any, draft: ProgrammeDraft) -> None:
    audit.record(actor, "programme.draft_given_up", draft)
    draft.delete()


# --- files from elsewhere


@transaction.atomic
def keep_waiting(actor: Any, body: Json) -> ProgrammeDraft:
    """A file that was read and found right, until somebody has looked at what it would do."""
    ProgrammeDraft.objects.filter(author=actor, is_waiting=True).delete()
    return ProgrammeDraft.objects.create(author=actor, body=body, is_waiting=True)


def already_here(waiting: ProgrammeDraft) -> Programme | None:
    """The own programme that a file carries a version of, unless a draft of it is under way."""
    key = waiting.body["key"]
    if ProgrammeDraft.objects.filter(key=key).exists():
        return None
    return Programme.objects.filter(key=key, is_own=True, is_current=True).first()


@transaction.atomic
def bring_in(actor: Any, waiting: ProgrammeDraft, *, as_version: bool = False) -> ProgrammeDraft:
    """The waiting file as a draft: of a new programme, or of the next version of the one here."""
    here = already_here(waiting) if as_version else None
    waiting.key = here.key if here else free_key(waiting.body)
    waiting.came_from = here
    waiting.body = {**waiting.body, "key": waiting.key}
    waiting.is_waiting = False
    waiting.languages = languages_of(waiting.body)
    waiting.save()
    audit.record(actor, "programme.imported", waiting, key=waiting.key)
    return waiting


def _copy_of(title: str, language: str) -> str:
    with override(language):
        return _("Copy of %(title)s") % {"title": title}


def _begin(actor: Any, body: Json, *, came_from: Programme, key: str = "") -> ProgrammeDraft:
    key = key or free_key(body)
    return ProgrammeDraft.objects.create(
        key=key,
        came_from=came_from,
        body=copy.deepcopy({**body, "key": key}),
        languages=languages_of(body),
        author=actor,
    )


def free_key(body: Json) -> str:
    """A key that no programme and no draft here has, and no file that ships will ever have."""
    wanted = str(body["key"]).removeprefix(PREFIX)
    start = f"{PREFIX}{slugify(wanted)[:60].strip('-') or 'programme'}"
    taken = set(Programme.objects.filter(key__startswith=start).values_list("key", flat=True))
    taken |= set(ProgrammeDraft.objects.filter(key__startswith=start).values_list("key", flat=True))
    number, found = 2, start
    while found in taken:
        number, found = number + 1, f"{start}-{number}"
    return found


def languages_of(value: Any) -> list[str]:
    """The languages that any text of it speaks, beside English."""
    return sorted(set(_languages(value)) - {"en"})


def _languages(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_languages, value))
    if not isinstance(value, dict):
        return set()
    if "en" in value and all(isinstance(one, str) for one in value.values()):
        return set(value)
    return set().union(*map(_languages, value.values()))
