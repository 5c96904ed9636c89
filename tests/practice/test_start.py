"""The start: one command that prepares everything, says what is in its way, and ends when asked."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from practice.embedded import data_folder
from practice.services.start import CannotStart, check_port, collect_static
from tests.servers import (
    ROOT,
    DemoServers,
    ServerFailedError,
    free_port,
    is_listening,
    run_manage,
    server_environment,
)

WSGI = [sys.executable, "-c", "import practice.wsgi"]
GUNICORN = [sys.executable, "-m", "gunicorn", "practice.wsgi", "--bind=127.0.0.1:0", "--workers=1"]


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The environment of a production start that lacks nothing."""
    keys = [tmp_path / "record.json", tmp_path / "process.json"]
    for key in keys:
        call_command("make_keyset", key)
    return {
        "PATH": os.environ["PATH"],
        "HEARTHWORK_PRODUCTION": "1",
        "HEARTHWORK_DATA": str(tmp_path / "data"),
        "HEARTHWORK_KEYSET": str(keys[0]),
        "HEARTHWORK_PROCESS_KEYSET": str(keys[1]),
        "SECRET_KEY": "only-for-this-test-and-long-enough-0123456789-abcdefghij-KLMNOP",
        "ALLOWED_HOSTS": "practice.example",
        "SITE_URL": "https://practice.example",
        "EMAIL_URL": "smtp://mail.practice.example:25",
    }


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


# --- production


def test_a_whole_production_start_is_not_refused(production: dict[str, str]) -> None:
    done = run(WSGI, production)
    assert done.returncode == 0, done.stderr
    assert "does not start" not in done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "HEARTHWORK_KEYSET",
        "HEARTHWORK_PROCESS_KEYSET",
        "ALLOWED_HOSTS",
        "SITE_URL",
        "EMAIL_URL",
    ],
)
def test_a_production_start_names_the_setting_that_is_missing(
    production: dict[str, str], name: str
) -> None:
    del production[name]
    done = run(WSGI, production)
    assert done.returncode != 0
    assert "Hearthwork does not start" in done.stderr
    assert name in done.stderr
    assert "HINT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_production_start_names_all_that_is_missing_at_once(tmp_path: Path) -> None:
    bare = {
        "PATH": os.environ["PATH"],
        "HEARTHWORK_PRODUCTION": "1",
        "HEARTHWORK_DATA": str(tmp_path / "data"),
        "DJANGO_DEBUG": "1",
    }
    done = run(WSGI, bare)
    ids = [f"practice.E00{number}" for number in range(1, 8)]
    assert [number for number in ids if number not in done.stderr] == []
    assert not (tmp_path / "data").exists()


def test_the_web_server_ends_when_a_setting_is_missing(production: dict[str, str]) -> None:
    del production["SITE_URL"]
    done = run(GUNICORN, production)
    assert done.returncode != 0
    assert "SITE_URL" in done.stderr


def test_serve_refuses_an_incomplete_production_before_it_touches_anything(
    production: dict[str, str], tmp_path: Path
) -> None:
    del production["SECRET_KEY"]
    done = run_manage(production, "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert "SECRET_KEY" in done.stderr
    assert not (tmp_path / "data").exists()


# --- what can be in the way


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_taken_port_is_named_with_the_next_one(taken_port: int, tmp_path: Path) -> None:
    environment = server_environment(tmp_path / "data", "hearthwork_never_made")
    done = run_manage(environment, "serve", "--demo", "--port", str(taken_port))
    assert done.returncode == 1
    assert f"Port {taken_port} is taken" in done.stderr
    assert f"make demo PORT={taken_port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "hearthwork.sqlite3").exists()


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("127.0.0.1", 0, "There is no port 0"),
        ("127.0.0.1", 70_000, "There is no port 70000"),
        ("192.0.2.1", 8000, "no address of this machine"),
    ],
)
def test_a_place_where_nobody_can_listen_is_told(host: str, port: int, words: str) -> None:
    with pytest.raises(CannotStart, match=words):
        check_port(host, port)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    environment = server_environment(tmp_path / "file" / "data", "hearthwork_never_made")
    done = run_manage(environment, "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert str(tmp_path / "file" / "data") in done.stderr
    assert "HEARTHWORK_DATA=" in done.stderr
    assert "Traceback" not in done.stderr


# --- static files


def test_static_files_are_collected_once_and_again_after_a_change(
    tmp_path: Path, settings: Any
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "collected"
    collect_static()
    collected = tmp_path / "collected" / "a.css"
    collected.unlink()
    collect_static()
    assert not collected.exists()  # nothing changed, so nothing was done
    (source / "a.css").write_text("a { color: green }")
    collect_static()
    assert collected.read_text() == "a { color: green }"


# --- a real start


def test_it_starts_says_where_and_ends_when_asked(demo_server: DemoServers) -> None:
    server = demo_server(workers=2)
    assert f"http://localhost:{server.port}/" in server.log
    assert "ana@demo.example" in server.log
    stamp = (server.data / "static" / ".collected-from").stat().st_mtime_ns
    server.stop()
    assert server.process is not None
    assert server.process.returncode == 0
    assert not is_listening(server.port)
    server.start()
    assert (server.data / "static" / ".collected-from").stat().st_mtime_ns == stamp
    assert "Traceback" not in server.log


def test_a_start_that_is_refused_ends_instead_of_trying_for_ever(demo_server: DemoServers) -> None:
    with pytest.raises(ServerFailedError):
        demo_server(environment={"HEARTHWORK_PRODUCTION": "1", "ALLOWED_HOSTS": ""})


# --- what the documentation says


def test_every_setting_is_documented_with_its_default() -> None:
    source = (ROOT / "practice" / "settings.py").read_text(encoding="utf-8")
    documented = (ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8")
    names = re.findall(r"env\.\w+\(\s*\"(\w+)\"", source)
    assert len(names) > 15
    assert [name for name in names if f"| `{name}` |" not in documented] == []
    listed = re.findall(r"^\| `([A-Z_]+)` \|", documented, re.MULTILINE)
    assert sorted(listed) == sorted(set(names))


def test_a_data_folder_is_open_to_its_owner_alone(tmp_path: Path) -> None:
    made = data_folder(tmp_path / "new")
    modes = {folder.name: oct(folder.stat().st_mode & 0o777) for folder in [made, *made.iterdir()]}
    assert modes == {"new": "0o700", "keys": "0o700", "files": "0o700"}
