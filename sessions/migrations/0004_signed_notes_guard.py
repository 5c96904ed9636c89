"""The database itself refuses to change a signed note, and what was put beside one."""

from typing import Any

from django.db import migrations

NOTE, PART = "therapy_sessions_note", "therapy_sessions_notepart"
LIFT = "NOT EXISTS (SELECT 1 FROM therapy_sessions_guardlift)"
# All but offered_at and is_shared, which are no part of what was signed.
SIGNED = (
    "id", "therapy_session_id", "template_id", "author_id", "version", "started_at", "signed_at",
    "signed_as", "content_hash", "is_late",
)  # fmt: skip
SAID = ("note_id", "member_id", "kind", "section", "words", "version", "said_at")
WORDS = "a signed note stays as it is"


def _changed(columns: tuple[str, ...], differs: str) -> str:
    return "(" + " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns) + ")"


def _guards(differs: str) -> list[tuple[str, str, str, str]]:
    """Table, verb, when, and the name of each trigger."""
    guards = [
        (NOTE, "UPDATE", f"OLD.signed_at IS NOT NULL AND {_changed(SIGNED, differs)}"),
        (NOTE, "DELETE", "OLD.signed_at IS NOT NULL"),
        (
            "therapy_sessions_notereview",
            "UPDATE",
            f"(OLD.outcome <> '' OR {_changed(SAID, differs)})",
        ),
        ("therapy_sessions_notereview", "DELETE", "OLD.id IS NOT NULL"),
    ]
    for table in ("therapy_sessions_addendum", "therapy_sessions_cosignature"):
        guards += [(table, verb, "OLD.id IS NOT NULL") for verb in ("UPDATE", "DELETE")]
    return [(*guard, f"{guard[0]}_{guard[1].lower()}_guard") for guard in guards]


def _part_guards() -> list[tuple[str, str, str]]:
    """Verb, when, name: no part comes to, changes in, or goes from a signed note."""
    old, new = _of_signed("OLD"), _of_signed("NEW")
    found = (("INSERT", new), ("UPDATE", f"({old} OR {new})"), ("DELETE", old))
    return [(verb, when, f"{PART}_{verb.lower()}_guard") for verb, when in found]


def _of_signed(row: str) -> str:
    note = f"{NOTE} n WHERE n.id = {row}.note_id"
    return f"EXISTS (SELECT 1 FROM {note} AND n.signed_at IS NOT NULL)"  # noqa: S608 - names of this file


def add_guards(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        _on_postgresql(schema_editor)
        return
    for table, verb, when, name in _guards("IS NOT"):
        _on_sqlite(schema_editor, table, verb, when, name)
    for verb, when, name in _part_guards():
        _on_sqlite(schema_editor, PART, verb, when, name)


def _on_sqlite(schema_editor: Any, table: str, verb: str, when: str, name: str) -> None:
    schema_editor.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} AND {LIFT} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def _on_postgresql(schema_editor: Any) -> None:
    # A condition of a trigger may hold no query there, so that the functions ask.
    refuse = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'"
    go_on = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    schema_editor.execute(
        "CREATE FUNCTION hearthwork_signed_stays() RETURNS trigger AS $$ BEGIN "
        f"IF {LIFT} THEN {refuse}; END IF; {go_on} END; $$ LANGUAGE plpgsql"
    )
    old, new = _of_signed("OLD"), _of_signed("NEW")
    schema_editor.execute(
        "CREATE FUNCTION hearthwork_signed_parts_stay() RETURNS trigger AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN IF {old} AND {LIFT} THEN {refuse}; END IF; END IF; "
        f"IF TG_OP <> 'DELETE' THEN IF {new} AND {LIFT} THEN {refuse}; END IF; END IF; "
        f"{go_on} END; $$ LANGUAGE plpgsql"
    )
    for table, verb, when, name in _guards("IS DISTINCT FROM"):
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW WHEN ({when}) "
            "EXECUTE FUNCTION hearthwork_signed_stays()"
        )
    for verb, _when, name in _part_guards():
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {PART} FOR EACH ROW "
            "EXECUTE FUNCTION hearthwork_signed_parts_stay()"
        )


def drop_guards(apps: Any, schema_editor: Any) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    names = [(table, name) for table, _verb, _when, name in _guards("IS NOT")]
    names += [(PART, name) for _verb, _when, name in _part_guards()]
    for table, name in names:
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION hearthwork_signed_stays()")
        schema_editor.execute("DROP FUNCTION hearthwork_signed_parts_stay()")


class Migration(migrations.Migration):
    dependencies = [("therapy_sessions", "0003_note_life")]

    operations = [migrations.RunPython(add_guards, drop_guards)]
