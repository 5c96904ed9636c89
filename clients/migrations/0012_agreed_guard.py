"""The database itself refuses to change what somebody agreed to; rows end with their record."""

from typing import Any

from django.db import migrations

TABLES = ("clients_secretspolicy", "clients_agreement", "clients_consent", "clients_withdrawal")
WHY = "what somebody agreed to is never changed"


def add_guards(apps: Any, schema_editor: Any) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            "CREATE FUNCTION hearthwork_agreed() RETURNS trigger AS "
            f"$$ BEGIN RAISE EXCEPTION '{WHY}'; END; $$ LANGUAGE plpgsql"
        )
    for table in TABLES:
        act = (
            "FOR EACH ROW EXECUTE FUNCTION hearthwork_agreed()"
            if postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
        )
        schema_editor.execute(f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} {act}")


def drop_guards(apps: Any, schema_editor: Any) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        place = f" ON {table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_kept{place}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION hearthwork_agreed()")


class Migration(migrations.Migration):
    dependencies = [("clients", "0011_guardians")]

    operations = [migrations.RunPython(add_guards, drop_guards)]
