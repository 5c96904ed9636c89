"""The database itself refuses to change or cut the audit trail."""

from typing import Any

from django.db import migrations

TABLES = ("practice_auditevent", "practice_auditseal")


def add_guards(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION hearthwork_append_only() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END; $$ LANGUAGE plpgsql"
        )
    for table in TABLES:
        for statement in _statements(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        index = f"CREATE INDEX {table}_at_brin ON {table} USING brin (at)"
        return [
            f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION hearthwork_append_only()",
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION hearthwork_append_only()",
            *([index] if table == "practice_auditevent" else []),
        ]
    return [
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def drop_guards(apps: Any, schema_editor: Any) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for suffix in ("rows", "whole") if postgresql else ("update", "delete"):
            place = f" ON {table}" if postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_{suffix}{place}")
    if postgresql:
        schema_editor.execute("DROP INDEX practice_auditevent_at_brin")
        schema_editor.execute("DROP FUNCTION hearthwork_append_only()")


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_spine")]

    operations = [migrations.RunPython(add_guards, drop_guards)]
