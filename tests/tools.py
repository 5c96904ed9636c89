"""Programs of the machine that some tests need: Chromium, poppler, qpdf."""

import os
import shutil
from pathlib import Path

import pytest


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def need_tool(*names: str) -> Path:
    """The first of `names` on this machine; without any the test is skipped (in CI it fails)."""
    for name in names:
        found = shutil.which(name)
        if found:
            return Path(found)
    pytest.skip(f"needs {names[0]}, which is not on this machine")


def need_chromium() -> Path:
    """The browser: CHROMIUM names one, otherwise the machine's own."""
    return need_tool(
        *filter(None, [os.environ.get("CHROMIUM")]),
        "chromium",
        "chromium-browser",
        "google-chrome",
    )
