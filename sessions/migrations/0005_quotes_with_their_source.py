"""Where the quotes in a note come from, beside its text."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import practice.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0008_picture_limits"),
        ("therapy_sessions", "0004_signed_notes_guard"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoteQuote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("section", models.SlugField(max_length=40)),
                ("words", practice.crypto.SealedTextField(blank=True, default="", editable=True)),
                ("from_item", models.CharField(blank=True, max_length=64)),
                ("quoted_at", models.DateTimeField()),
                (
                    "from_answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="note_quotes",
                        to="clients.answer",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.casemember",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotes",
                        to="therapy_sessions.note",
                    ),
                ),
                (
                    "quoted_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["quoted_at", "pk"],
            },
        ),
    ]
