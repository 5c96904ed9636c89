"""The ground of a test run: its own temporary folder and its database, before Django starts.

TEST_DATABASE=sqlite (the default) or postgres chooses the database. Loaded by `-p` from
pyproject.toml, so the environment stands before pytest-django reads the settings.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.postgres import running_postgres

DATABASES = ("sqlite", "postgres")
RUN_FOLDER = "HEARTHWORK_TEST_RUN"
# A developer's own settings must not leak into the tests.
FOREIGN = (
    "ALLOWED_HOSTS",
    "BEHIND_HTTPS_PROXY",
    "CSRF_TRUSTED_ORIGINS",
    "DJANGO_DEBUG",
    "EMAIL_URL",
    "HEARTHWORK_KEYSET",
    "HEARTHWORK_PROCESS_KEYSET",
    "HEARTHWORK_PRODUCTION",
    "SECRET_KEY",
    "SESSION_IDLE_SECONDS",
    "SITE_URL",
    "TRUSTED_PROXY_COUNT",
)

_ground = ExitStack()
atexit.register(_ground.close)  # also when the run ends before pytest was ready to end it


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _prepare_run()
    _use_own_data_folder()
    return (yield)


def _prepare_run() -> None:
    """Make the run's folder and start its database; workers inherit both by environment."""
    for name in (*FOREIGN, "DATABASE_URL"):
        os.environ.pop(name, None)
    # Ended from outside, the run still puts away its database.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("the test run was ended"))
    folder = Path(tempfile.mkdtemp(prefix="hearthwork-tests-"))
    _ground.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ[RUN_FOLDER] = str(folder)
    # Playwright keeps an event loop running in the thread of the tests; Django would refuse every
    # query there. Each test still runs alone in its thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if _chosen_database() == "postgres":
        os.environ["DATABASE_URL"] = _ground.enter_context(running_postgres(folder))


def _chosen_database() -> str:
    name = os.environ.get("TEST_DATABASE", "sqlite")
    if name not in DATABASES:
        raise pytest.UsageError(f"TEST_DATABASE is {name!r}; it can be one of {DATABASES}.")
    return name


def _use_own_data_folder() -> None:
    """Keys and files of this process lie apart from its neighbours' and from var/."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["HEARTHWORK_DATA"] = str(Path(os.environ[RUN_FOLDER]) / name)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only looks at pages runs on one database: how they look does not depend on it."""
    if _chosen_database() == "sqlite":
        return
    left_out = [item for item in items if item.get_closest_marker("looks")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_report_header() -> str:
    return f"hearthwork: tests on {_chosen_database()}"


def pytest_unconfigure() -> None:
    _ground.close()
