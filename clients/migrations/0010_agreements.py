"""What people agreed to. Couples that have a policy on secrets get it as its first version."""

import hashlib
import json
import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import practice.crypto


def bring_policies(apps: Any, _editor: Any) -> None:
    """In the words that come with the product today: nobody has signed any yet."""
    path = settings.BASE_DIR / "fixtures" / "agreements.json"
    texts = json.loads(path.read_text(encoding="utf-8"))["policies"]
    couples = apps.get_model("clients", "Case").objects.filter(kind="couple")
    for case in couples.exclude(secrets_policy="").iterator(chunk_size=200):
        kind = case.secrets_policy
        words = "\n\n".join(texts[kind]["words"]["en"])
        apps.get_model("clients", "SecretsPolicy").objects.create(
            case=case,
            number=1,
            kind=kind,
            words=words,
            content_hash=hashlib.sha256(f"{kind}\n1\n{words}".encode()).hexdigest(),
            chosen_at=django.utils.timezone.now(),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0009_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="case",
            options={
                "ordering": ["title", "pk"],
                "permissions": [
                    ("view_contact", "Can see names and appointments"),
                    ("supervise_case", "Can read as a supervisor"),
                    ("use_portal", "Can enter the portal as a member"),
                    ("stand_by_case", "Is named as a supervisor, without sight"),
                    ("ask_portal", "Is asked to agree before the portal opens"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("therapy", "therapy"),
                            ("portal", "the portal"),
                            ("email", "e-mail"),
                            ("questionnaires", "questionnaires"),
                            ("notes", "reading session notes"),
                            ("recording", "recording sessions"),
                            ("release", "telling a named person"),
                            ("supervision", "supervision"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("portal", "in the portal"),
                            ("paper", "on paper"),
                            ("room", "in the room"),
                        ],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("words", models.TextField()),
                ("content_hash", models.CharField(editable=False, max_length=64)),
                ("recipient", models.CharField(blank=True, max_length=200)),
                ("purpose", practice.crypto.SealedTextField(blank=True, default="", editable=True)),
                ("given_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="clients.case",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="clients.client",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SecretsPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_secrets", "no secrets: what one tells may be brought to both"),
                            ("limited", "limited: some things stay with the one who told them"),
                            ("full", "full: what one tells alone stays alone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField()),
                ("content_hash", models.CharField(editable=False, max_length=64)),
                ("chosen_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policies",
                        to="clients.case",
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("portal", "in the portal"),
                            ("paper", "on paper"),
                            ("room", "in the room"),
                        ],
                        max_length=10,
                    ),
                ),
                ("content_hash", models.CharField(editable=False, max_length=64)),
                ("signed_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="clients.casemember",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="clients.secretspolicy",
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_at"],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("portal", "in the portal"),
                            ("paper", "on paper"),
                            ("room", "in the room"),
                        ],
                        max_length=10,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField()),
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withdrawal",
                        to="clients.consent",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="secretspolicy",
            constraint=models.UniqueConstraint(
                fields=("case", "number"), name="policy_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                fields=("member", "policy", "how"), name="signed_once_a_way"
            ),
        ),
        migrations.RunPython(bring_policies, migrations.RunPython.noop),
    ]
