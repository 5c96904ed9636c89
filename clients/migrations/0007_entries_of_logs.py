"""Takes logs apart: each of their entries becomes an answer of its own, and back.

The data is sealed under the key of its row. The historical models carry the sealed fields with
them, and those seal and open by table, column and key alone, so that they work here as anywhere.
Each new answer keeps audience, times, hand, links and grants of the one that it came from.
"""

import uuid
from datetime import date

from django.db import migrations

NOT_AN_ENTRY = uuid.UUID(int=0)
COPIED = ("assignment_id", "member_id", "entered_by_id", "created_at", "changed_at")
REACH_PARTNER = ("all", "partners")
REACH_STAFF = ("therapist", "session", "all")
NARROW_FIRST = ("self", "therapist", "session", "partners", "all")


def log_keys(answer):
    return [
        raw["key"]
        for raw in answer.assignment.exercise.body["fields"]
        if raw["kind"] == "log_entry"
    ]


def take_apart(apps, _editor):
    answers = apps.get_model("clients", "Answer").objects.filter(entry=NOT_AN_ENTRY)
    for answer in answers.select_related("assignment__exercise").iterator(chunk_size=200):
        for key in log_keys(answer):
            entries = (answer.data.get(key) or {}).get("entries", [])
            for entry in entries:
                _set_apart(apps, answer, key, entry)
            if entries:
                _keep_the_rest(apps, answer, key)


def _set_apart(apps, answer, key, entry):
    Answer, Grant = apps.get_model("clients", "Answer"), apps.get_model("clients", "AnswerGrant")
    Part = apps.get_model("clients", "PartAudience")
    part = Part.objects.filter(answer_id=answer.pk, part=entry["id"]).first()
    chosen = part or answer
    written = entry["when"].get("date")
    made = Answer.objects.create(
        **{name: getattr(answer, name) for name in COPIED},
        entry=uuid.UUID(entry["id"]),
        data={key: {"entries": [entry]}},
        field_versions={key: 1},
        version=1,
        audience=chosen.audience,
        shares_on=chosen.shares_on,
        opens_as_pair=answer.opens_as_pair,
        # What staff did not read before they do not read now.
        told_at=answer.told_at if chosen.audience in REACH_STAFF else None,
        happened_on=date.fromisoformat(written) if written else None,
    )
    if made.audience in REACH_PARTNER or made.member_id is None:
        for grant in Grant.objects.filter(content_object_id=answer.pk):
            grant.pk, grant.content_object_id = None, made.pk
            grant.save(force_insert=True)
    _move_links(apps, answer.pk, made.pk, item=made.entry)


def _move_links(apps, before, after, item):
    Link = apps.get_model("clients", "AnswerLink")
    Link.objects.filter(from_answer_id=before, from_item=item).update(from_answer_id=after)
    Link.objects.filter(to_answer_id=before, to_item=item).update(to_answer_id=after)


def _keep_the_rest(apps, answer, key):
    """What stood beside the log stays; of an own log nothing is left that a partner could open."""
    data = {name: value for name, value in answer.data.items() if name != key}
    answer.data = data
    answer.told_at = answer.told_at if data else None
    if not data and answer.member_id is not None and answer.audience in REACH_PARTNER:
        answer.audience = answer.assignment.exercise.body["default_audience"]
        answer.shares_on = None
        apps.get_model("clients", "AnswerGrant").objects.filter(
            content_object_id=answer.pk
        ).delete()
    answer.save()
    apps.get_model("clients", "PartAudience").objects.filter(
        answer_id=answer.pk, part__in=_marks(apps, answer)
    ).delete()


def _marks(apps, answer):
    rows = apps.get_model("clients", "Answer").objects.filter(
        assignment_id=answer.assignment_id, member_id=answer.member_id
    )
    return [str(entry) for entry in rows.values_list("entry", flat=True)]


def put_together(apps, _editor):
    """One answer again, as far as the narrowest of its entries goes: nothing gets any wider."""
    Answer = apps.get_model("clients", "Answer")
    entries = Answer.objects.exclude(entry=NOT_AN_ENTRY).select_related("assignment__exercise")
    for row in entries.order_by("created_at", "pk"):
        whole, _is_new = Answer.objects.get_or_create(
            assignment_id=row.assignment_id,
            member_id=row.member_id,
            entry=NOT_AN_ENTRY,
            defaults={name: getattr(row, name) for name in COPIED} | _reach(row) | {"version": 0},
        )
        for key, value in row.data.items():
            held = (whole.data.get(key) or {}).get("entries", [])
            whole.data = whole.data | {key: {"entries": [*held, *value["entries"]]}}
            whole.field_versions = whole.field_versions | {key: whole.version + 1}
        whole.version += 1
        if NARROW_FIRST.index(row.audience) < NARROW_FIRST.index(whole.audience):
            whole.audience, whole.shares_on = row.audience, row.shares_on
            whole.told_at = row.told_at
        whole.save()
        _move_links(apps, row.pk, whole.pk, item=row.entry)
        row.delete()


def _reach(row):
    return {
        name: getattr(row, name) for name in ("audience", "shares_on", "opens_as_pair", "told_at")
    }


class Migration(migrations.Migration):
    dependencies = [("clients", "0006_sharing_by_part"), ("practice", "0001_spine")]

    operations = [migrations.RunPython(take_apart, put_together)]
