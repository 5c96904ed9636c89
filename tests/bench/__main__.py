"""`make bench`: every bench_*.py on a PostgreSQL and a data folder of its own, and one table.

A benchmark is a module with `rows() -> list[Row]`. It builds its own data.
Ends with 1 when a figure is beyond its goal.
"""

import os
import pkgutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

from tests import bench
from tests.bench.measure import Row, show
from tests.postgres import create_database, database_url, drop_database, running_postgres

DATABASE = "hearthwork_bench"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="hearthwork-bench-") as name:
        folder = Path(name)
        with running_postgres(folder) as server:
            drop_database(server, DATABASE)
            create_database(server, DATABASE)
            os.environ["DATABASE_URL"] = database_url(server, DATABASE)
            os.environ["HEARTHWORK_DATA"] = str(folder / "data")
            os.environ["DJANGO_SETTINGS_MODULE"] = "practice.settings"
            django.setup()
            call_command("migrate", verbosity=0)
            rows = measured_rows()
            django.db.connections.close_all()
            drop_database(server, DATABASE)
    show(rows)
    return 0 if all(row.is_within for row in rows) else 1


def measured_rows() -> list[Row]:
    names = [name for _, name, _ in pkgutil.iter_modules(bench.__path__, "tests.bench.")]
    modules = [import_module(name) for name in names if name.startswith("tests.bench.bench_")]
    return [row for module in modules for row in module.rows()]


if __name__ == "__main__":
    sys.exit(main())
