"""Each picture bears how far the library lets its field go, from the exercise it was made in."""

from typing import Any

from django.db import migrations, models

AUDIENCES = [
    ("self", "only me"),
    ("therapist", "me and my therapist"),
    ("session", "bring it to a session"),
    ("partners", "both partners"),
    ("all", "both partners and our therapist"),
]


def set_limits(apps: Any, _editor: Any) -> None:
    pictures = apps.get_model("clients", "Picture").objects
    for picture in pictures.select_related("answer__assignment__exercise").iterator(chunk_size=200):
        body = picture.answer.assignment.exercise.body
        limits = {raw["key"]: raw.get("audience") or "" for raw in body["fields"]}
        picture.limit = limits.get(picture.field_key, "")
        picture.lifts_in_pair = picture.field_key in body.get("opens_in_pair", [])
        picture.save(update_fields=["limit", "lifts_in_pair"])


class Migration(migrations.Migration):
    dependencies = [("clients", "0007_entries_of_logs")]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="lifts_in_pair",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="picture",
            name="limit",
            field=models.CharField(blank=True, choices=AUDIENCES, default="", max_length=10),
        ),
        migrations.RunPython(set_limits, migrations.RunPython.noop),
    ]
