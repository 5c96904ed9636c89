"""Starting the demo over: removes its database, keys and files, and nothing else."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from sessions.services.demo import RefusedError, refuse_other_databases


def remove_demo() -> str:
    """Remove the demo practice from the data folder; returns what to tell.

    Raises RefusedError unless the database is the embedded one and holds the demo, or nothing.
    """
    database = _embedded_database()
    if not database.exists():
        return f"There is no demo practice in {settings.DATA_DIR}. make demo makes one."
    if connection.introspection.table_names():  # a start that was cut short may leave none
        refuse_other_databases()
    connection.close()
    # SQLite's two helper files belong to this database and must not wait for the next one.
    for path in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)
    for folder in ("keys", "files"):
        shutil.rmtree(settings.DATA_DIR / folder, ignore_errors=True)
    return f"The demo practice in {settings.DATA_DIR} is gone. make demo makes it anew."


def _embedded_database() -> Path:
    """The database file inside the data folder, or RefusedError."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or Path(name).resolve().parent != settings.DATA_DIR:
        raise RefusedError(
            "Only the demo in the data folder can be removed, and this database lies elsewhere. "
            "Take DATABASE_URL out of the environment, or remove that database by hand."
        )
    return Path(name).resolve()
