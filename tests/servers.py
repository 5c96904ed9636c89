"""Real servers for the tests: `manage.py serve` on a copy of the demo practice.

Audit rows can never be deleted, so a live server cannot share the database of the tests and be
flushed afterwards; each gets a copy of one template, made once per run.
"""

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import create_database, database_url, drop_database

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE_DATABASE = "hearthwork_demo_template"
START_SECONDS = 60
STOP_SECONDS = 20


class ServerFailedError(AssertionError):
    """The server did not come up; carries what it printed."""


@dataclass
class DemoServer:
    """One running `manage.py serve`, on its own data folder and database."""

    data: Path
    environment: dict[str, str]
    workers: int = 1
    is_demo: bool = True
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        return self.data / "server.log"

    @property
    def log(self) -> str:
        """All that the server has printed, over every restart."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def start(self) -> "DemoServer":
        """Start and wait until /readyz answers 200; raises ServerFailedError with the log."""
        command = [sys.executable, "manage.py", "serve", *["--demo"] * self.is_demo]
        command += ["--port", str(self.port), "--workers", str(self.workers)]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # its workers can then be killed with it
            )
        if not wait_until(lambda: self._is_ready() or self._has_ended(), START_SECONDS):
            self.kill()
        if self._has_ended():
            raise ServerFailedError(f"the server did not start; it printed:\n{self.log}")
        return self

    def kill(self) -> None:
        """kill -9 the server and all its workers, in the middle of whatever they do."""
        self._signal_all(signal.SIGKILL)
        self._wait_for_end()

    def stop(self) -> None:
        """Ask it to end, as an administrator would."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._signal_all(signal.SIGKILL)
        self._wait_for_end()

    def restart(self) -> "DemoServer":
        """Start again on the same data and port; what still runs is killed first."""
        self.kill()
        return self.start()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on this server's data; the caller looks at the result."""
        return run_manage(self.environment, *arguments)

    def _signal_all(self, number: int) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def _wait_for_end(self) -> None:
        if self.process is None:
            return
        self.process.wait(STOP_SECONDS)
        # A worker may outlive its parent for a moment and still hold the port.
        if not wait_until(lambda: not is_listening(self.port), STOP_SECONDS):
            raise ServerFailedError(f"port {self.port} is still held after the server ended")

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class DemoServers:
    """Makes servers on copies of the run's template, and puts them all away at the end."""

    def __init__(self, run_folder: Path) -> None:
        self.run_folder = run_folder
        self.made: list[DemoServer] = []
        self.databases: list[str] = []

    def __call__(
        self, *, workers: int = 1, environment: dict[str, str] | None = None
    ) -> DemoServer:
        """A started server on a fresh copy; `environment` adds to its settings."""
        data = self.run_folder / f"server_{uuid.uuid4().hex}"
        shutil.copytree(demo_template(self.run_folder), data)
        settings = self._environment(data, TEMPLATE_DATABASE) | (environment or {})
        return self._started(DemoServer(data=data, environment=settings, workers=workers))

    def empty(self) -> DemoServer:
        """A started server on an empty folder and database, with no practice in it."""
        data = self.run_folder / f"server_{uuid.uuid4().hex}"
        data.mkdir()
        settings = self._environment(data, "template0")
        return self._started(DemoServer(data=data, environment=settings, is_demo=False))

    def _environment(self, data: Path, template_database: str) -> dict[str, str]:
        """That of a server with a database of its own, on PostgreSQL too."""
        server_url = os.environ.get("DATABASE_URL", "")
        if server_url:
            create_database(server_url, data.name, template_database)
            self.databases.append(data.name)
        return server_environment(data, data.name)

    def _started(self, server: DemoServer) -> DemoServer:
        self.made.append(server)
        return server.start()

    def close(self) -> None:
        for server in self.made:
            server.stop()
        for name in self.databases:
            drop_database(os.environ["DATABASE_URL"], name)
        for server in self.made:
            shutil.rmtree(server.data, ignore_errors=True)


def demo_template(run_folder: Path) -> Path:
    """The data folder of a finished demo practice, made by the first process that asks for it.

    When it cannot be made, every later call fails at once with the same words.
    """
    template = run_folder / "demo-template"
    outcome = run_folder / "demo-template.outcome"
    with (run_folder / "demo-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not outcome.exists():
            try:
                _make_template(template)
            except ServerFailedError as error:
                outcome.write_text(str(error))
                raise
            outcome.touch()
    if outcome.read_text():
        raise ServerFailedError(outcome.read_text())
    return template


def _make_template(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    server_url = os.environ.get("DATABASE_URL", "")
    if server_url:
        drop_database(server_url, TEMPLATE_DATABASE)
        create_database(server_url, TEMPLATE_DATABASE)
    # A first start makes everything: database, library, demo practice, keys, collected files.
    server = DemoServer(folder, server_environment(folder, TEMPLATE_DATABASE)).start()
    server.stop()
    server.log_file.unlink()


def server_environment(data: Path, database: str) -> dict[str, str]:
    """The environment of a server of its own, without the one of the running tests."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTEST_CURRENT_TEST"}
    settings = {
        "HEARTHWORK_DATA": str(data),
        "PYTHONUNBUFFERED": "1",
        "TRUSTED_PROXY_COUNT": "1",  # each browser of the tests names an address of its own
    }
    server_url = inherited.pop("DATABASE_URL", "")
    if server_url:
        settings["DATABASE_URL"] = database_url(server_url, database)
    return inherited | settings


def run_manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again, `seconds` at most; whether it came true."""
    tick = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if condition():
            return True
        tick.wait(0.05)
    return condition()
