"""Joint steps that were there before somebody opened them stay open, where the case allows it."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def open_what_was_open(apps: Any, schema_editor: Any) -> None:
    case_model = apps.get_model("clients", "Case")
    assignments = apps.get_model("clients", "Assignment").objects
    couples = case_model.objects.filter(kind="couple", safety_flag=False)
    for case in couples.prefetch_related("members__screenings"):
        if _is_cleared(case):
            joint = assignments.filter(case=case, member=None, opened_for_both_at=None)
            joint.update(opened_for_both_at=F("given_at"))


def _is_cleared(case: Any) -> bool:
    """Nobody has left, and what each said last, asked alone, speaks for it."""
    members = list(case.members.all())
    latest = [_latest(member) for member in members]
    return len(members) == 2 and all(
        member.left_on is None and outcome == "clear"
        for member, outcome in zip(members, latest, strict=True)
    )


def _latest(member: Any) -> str | None:
    asked = sorted(member.screenings.all(), key=lambda row: (row.asked_alone_on, row.recorded_at))
    return asked[-1].outcome if asked else None


def date_the_flags(apps: Any, schema_editor: Any) -> None:
    """A flag stands since its latest concern was recorded."""
    screenings = apps.get_model("clients", "Screening").objects
    for case in apps.get_model("clients", "Case").objects.filter(safety_flag=True):
        concerns = screenings.filter(member__case=case, outcome="concern")
        latest = concerns.order_by("-recorded_at").first()
        case.safety_flagged_at = latest.recorded_at if latest else None
        case.save(update_fields=["safety_flagged_at"])


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_who_set_aside")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="safety_flagged_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(open_what_was_open, migrations.RunPython.noop),
        migrations.RunPython(date_the_flags, migrations.RunPython.noop),
    ]
