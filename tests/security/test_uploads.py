"""Large files from strangers cost no disk, and whoever meant well is told what is too large."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client as Browser
from django.test import RequestFactory

from tests import factories

LARGE = 15_000_000


def large_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("people.csv", b"full name\n" + b"x" * LARGE)


def test_a_large_file_is_not_written_down_in_full() -> None:
    """Read like this by the check of tokens, before anybody knows who sends it."""
    request = RequestFactory().post("/accounts/login/", {"any": large_file()})
    assert "any" not in request.POST  # which makes Django read the body
    found = request.FILES["any"]
    assert isinstance(found, TemporaryUploadedFile)
    assert found.size == LARGE + len(b"full name\n")
    on_disk = Path(found.temporary_file_path()).stat().st_size
    assert on_disk == settings.UPLOAD_KEPT_BYTES
    found.close()


@pytest.mark.django_db
def test_whoever_sends_too_much_is_told_so() -> None:
    browser = Browser()
    browser.force_login(factories.make_office())
    session = browser.session
    session["second_factor_set"] = True
    session.save()
    sent = {"file": large_file(), "preset": "generic"}
    page = browser.post("/transfer/import/", sent)
    assert page.status_code == 200
    assert "over 10 MB" in page.content.decode()


@pytest.mark.django_db
def test_many_files_at_once_are_refused() -> None:
    sent = {f"file{number}": SimpleUploadedFile("a.csv", b"a") for number in range(9)}
    assert Browser().post("/accounts/login/", sent).status_code == 400
