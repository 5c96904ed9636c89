"""An exercise as a practice may write it, with what no exercise of the demo asks for."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, ComeIn
from tests.servers import ROOT, DemoServer

LIKE = "hope_question"
TITLE = "A little better by tonight"


def at_its_page(site: DemoServer, come_in: ComeIn, who: str, field: dict[str, object]) -> Page:
    """One of the couple on a phone, at E3 with `field` put before its own."""
    file = Path(site.data) / "programme_with_more.json"
    if not file.exists():  # the tests of a module share the site, and what was given there
        take_in(site, file, field)
        give_it(come_in(site, "ana", DESK))
    page = come_in(site, who, PHONE)
    page.goto("/portal/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.wait_for_url("**/portal/homework/**")
    return page


def take_in(site: DemoServer, file: Path, field: dict[str, object]) -> None:
    """A newer version of the programme, by the command that an administrator has for it."""
    data = json.loads((ROOT / "fixtures/programme_collaborative.json").read_text())
    rows = [row for phase in data["phases"] for row in phase["exercises"]]
    row = next(row for row in rows if row["key"] == LIKE)
    row["fields"] = [field, *row["fields"]]
    file.write_text(json.dumps(data))
    done = site.manage("load_library", str(file))
    assert done.returncode == 0, done.stderr


def give_it(ana: Page) -> None:
    ana.goto("/cases/")
    ana.get_by_role("link", name="Zhao Lei & Zhou Ting").click()
    ana.get_by_label("This case").get_by_role("link", name="Journey", exact=True).click()
    ana.get_by_role("link", name="1 Partnership building").click()
    ana.get_by_role("checkbox", name=TITLE).check()
    ana.get_by_label("Each their own").check()
    ana.get_by_role("button", name="Give what is ticked").click()
    expect(ana.locator(".notice")).to_be_visible()
