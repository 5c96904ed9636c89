"""What a supervisor says to the therapist about a signed note."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import practice.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("therapy_sessions", "0005_quotes_with_their_source"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoteComment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", practice.crypto.SealedTextField(blank=True, default="", editable=True)),
                ("said_at", models.DateTimeField()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="therapy_sessions.note",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["said_at", "pk"],
            },
        ),
    ]
