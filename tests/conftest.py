"""Fixtures for every test: settings of the run, real servers, a real browser.

The database and the temporary folder of the run are made earlier, in tests/plugin_database.py.
"""

import os
import secrets
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from playwright.sync_api import BrowserContext
from zeal import zeal_context
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from practice import remembered
from practice.services import library
from tests.browser_faults import BrowserFaults
from tests.plugin_database import RUN_FOLDER
from tests.servers import DemoServer, DemoServers
from tests.tools import is_ci, need_chromium

# Pages rendered inside the test process need no collected and hashed files.
PLAIN_STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# The one lawful skip in CI: what only one of the two databases can do.
OTHER_DATABASE = "only on "


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it
    with override_settings(STORAGES=PLAIN_STORAGES):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The library that comes with the product is there from the start, as in an installation."""
    with django_db_blocker.unblock():
        library.load(library.shipped_files())
    yield
    if connection.vendor == "postgresql":
        # A thread that has ended may leave its connection, and then nobody can drop the database.
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers outlasts a test's database, and none of it ages within a test.

    On a slow machine half a minute is soon over, and a page would count one query more.
    """
    remembered.forget()
    monkeypatch.setattr(remembered, "SECONDS", 3600)


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """The temporary folder of this test run, shared by its processes."""
    return Path(os.environ[RUN_FOLDER])


@pytest.fixture(scope="session")
def query_watch() -> None:
    """zeal looks at every query from now on; it minds them only inside `no_query_per_row`."""
    initialize_app_registry()
    patch()


@pytest.fixture
def no_query_per_row(query_watch: None) -> Callable[[], AbstractContextManager[None]]:
    """`with no_query_per_row():` fails on a page that asks the database once for each row."""
    return zeal_context


@pytest.fixture
def demo_server(run_folder: Path) -> Iterator[DemoServers]:
    """Call it for a server of this test alone, which it may kill: `demo_server(workers=2)`."""
    servers = DemoServers(run_folder)
    try:
        yield servers
    finally:
        servers.close()


@pytest.fixture(scope="session")
def demo_site(run_folder: Path) -> Iterator[DemoServer]:
    """One server per process, shared by tests that only look."""
    servers = DemoServers(run_folder)
    try:
        yield servers()
    finally:
        servers.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {
        "executable_path": str(need_chromium()),
        "args": CHROMIUM_ARGUMENTS,
    }


@pytest.fixture
def browser_faults() -> Iterator[BrowserFaults]:
    """Faults of this test's pages; `.expect("409")` lets those through that the test provokes."""
    faults = BrowserFaults()
    yield faults
    if faults.unexpected:
        pytest.fail("faults in the browser:\n" + "\n".join(faults.unexpected), pytrace=False)


@pytest.fixture
def new_context(
    browser_faults: BrowserFaults, new_context: Callable[..., BrowserContext]
) -> Callable[..., BrowserContext]:
    """Contexts (and so pages) whose faults fail the test, each a person at an address of their own.

    From one address thirty people a minute may sign in; a fast machine runs more tests than that.
    """

    def watched_context(**options: Any) -> BrowserContext:
        address = ".".join(str(part) for part in (10, *secrets.token_bytes(3)))
        headers = {"X-Forwarded-For": address, **options.pop("extra_http_headers", {})}
        context = new_context(extra_http_headers=headers, **options)
        browser_faults.watch(context)
        return context

    return watched_context


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return refuse_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return refuse_skip(report)


def refuse_skip(report: Any) -> Any:
    """In CI nothing is passed over in silence: a missing tool there is a fault of the build."""
    if is_ci() and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2])
        if OTHER_DATABASE not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped in CI, where every test must run: {reason}"
    return report
