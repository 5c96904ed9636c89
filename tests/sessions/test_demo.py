"""`manage.py demo`: where it works, where it stays away, and how it starts over.

What the stories hold is tested in test_demo_stories.py.
"""

import io
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Answer, Case, Client
from practice.models import Practice, User
from practice.services import audit
from sessions.services import demo
from tests import factories
from tests.servers import run_manage, server_environment

PASSWORD = "hearthwork-demo"
ROLES = {
    "owner": "owner",
    "ana": "therapist",
    "ben": "therapist",
    "sam": "supervisor",
    "office": "office",
    "chenjing": "client",
    "zhaolei": "client",
    "zhouting": "client",
    "liujia": "client",
    "partner": "client",
}


def run_demo(**options: object) -> str:
    out = io.StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_the_accounts_are_printed_with_password_and_address(db: None) -> None:
    printed = run_demo(address="http://localhost:8123/")
    assert PASSWORD in printed
    assert "http://localhost:8123/" in printed
    assert all(f"{key}@demo.example" in printed for key in ROLES)
    assert "\x1b" not in printed  # no bar and no colours without a terminal


def test_each_account_has_its_one_role(db: None) -> None:
    run_demo()
    names = ("owner", "therapist", "supervisor", "office", "client")
    held = {
        user.email.split("@")[0]: [name for name in names if getattr(user, f"is_{name}")]
        for user in User.objects.all()
    }
    assert held == {key: [role] for key, role in ROLES.items()}
    assert not User.objects.filter(is_staff=True).exists()
    assert not User.objects.filter(is_superuser=True).exists()


def test_everybody_can_sign_in(db: None) -> None:
    run_demo()
    for key in ROLES:
        browser = Browser()
        form = {"login": f"{key}@demo.example", "password": PASSWORD}
        reply = browser.post("/accounts/login/", form)
        assert reply.status_code == 302, key
        user = User.objects.get(email=form["login"])
        assert browser.session["_auth_user_id"] == str(user.pk)


def test_a_second_run_writes_nothing_and_keeps_what_was_typed(db: None) -> None:
    run_demo()
    answer = Answer.objects.filter(done_at=None).first()
    assert answer is not None
    answer.data = answer.data | {"typed": {"text": "since yesterday"}}
    answer.save()
    before = rows()
    assert "as you left it" in run_demo()
    assert rows() == before
    answer.refresh_from_db()
    assert answer.data["typed"] == {"text": "since yesterday"}


@pytest.mark.parametrize("what", ["practice", "login", "person", "case"])
def test_a_database_that_holds_anything_else_is_left_alone(db: None, what: str) -> None:
    if what == "practice":
        Practice.objects.create(name="Somebody’s own")
    elif what == "login":
        factories.make_user()
    elif what == "person":
        Client.objects.create(legal_name="Somebody")
    else:
        Case.objects.create(
            kind=Case.Kind.INDIVIDUAL, title="Somebody", opened_on=timezone.localdate()
        )
    before = rows()
    with pytest.raises(CommandError, match="practice of its own"):
        run_demo()
    assert rows() == before


def test_a_fault_in_the_file_leaves_nothing_behind(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = demo.DEMO_FILE.read_text(encoding="utf-8")
    faulty = tmp_path / "demo.json"
    faulty.write_text(told.replace('"done_how": "written"', '"done_how": "sung"', 1))
    monkeypatch.setattr(demo, "DEMO_FILE", faulty)
    before = rows()
    with pytest.raises(ValueError, match="story-A, field done_how"):
        run_demo()
    assert rows() == before


def test_the_same_practice_comes_every_time(db: None) -> None:
    """Keys too, so that an address that was written down still leads there after a reset."""
    run_demo()
    assert str(Case.objects.get(title="Chen Jing").pk) == "1fc6f666-3630-495e-aba9-cdf83af6d564"


def test_making_it_stands_in_the_audit_trail(db: None) -> None:
    run_demo()
    while audit.seal_tail():
        pass
    assert list(audit.faults()) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a database that holds nothing yet."""
    done = manage(tmp_path, "migrate", "--verbosity=0")
    assert done.returncode == 0, done.stderr
    return tmp_path


def manage(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    settings = server_environment(folder, "unused") | {"DATABASE_URL": "", **more}
    if not settings["DATABASE_URL"]:
        del settings["DATABASE_URL"]
    return run_manage(settings, *arguments)


def test_reset_removes_database_keys_and_files_alone(folder: Path) -> None:
    assert manage(folder, "demo").returncode == 0
    (folder / "files" / "picture").write_text("sealed")
    (folder / "mine.txt").write_text("kept")
    done = manage(folder, "demo", "--reset")
    assert done.returncode == 0, done.stderr
    assert "gone" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["mine.txt"]
    assert "no demo practice" in manage(folder, "demo", "--reset").stdout


def test_reset_clears_away_a_start_that_was_cut_short(tmp_path: Path) -> None:
    (tmp_path / "hearthwork.sqlite3").touch()
    assert manage(tmp_path, "demo", "--reset").returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_reset_leaves_a_practice_of_its_own_alone(folder: Path) -> None:
    made = "from practice.models import Practice; Practice.objects.create(name='Own')"
    assert manage(folder, "shell", "-c", made).returncode == 0
    done = manage(folder, "demo", "--reset")
    assert done.returncode == 1
    assert "practice of its own" in done.stderr
    assert (folder / "hearthwork.sqlite3").exists()
    assert (folder / "keys").exists()


def test_reset_leaves_a_database_elsewhere_alone(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "hearthwork.sqlite3"
    elsewhere.parent.mkdir()
    url = f"sqlite:///{elsewhere}"
    assert manage(folder, "migrate", "--verbosity=0", DATABASE_URL=url).returncode == 0
    done = manage(folder, "demo", "--reset", DATABASE_URL=url)
    assert done.returncode == 1
    assert "lies elsewhere" in done.stderr
    assert elsewhere.exists()


def test_without_tables_it_says_what_to_do(tmp_path: Path) -> None:
    done = manage(tmp_path, "demo")
    assert done.returncode == 1
    assert "manage.py migrate" in done.stderr
