"""What a client's phone has to fetch: little, and in few requests."""

from pathlib import PurePosixPath

import brotli
import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import PHONE, ComeIn
from tests.browser.every_page import every_page
from tests.servers import DemoServer

pytestmark = [pytest.mark.browser, pytest.mark.looks]
KB = 1024
PACKED_ALREADY = {".woff2", ".png", ".jpg"}


@pytest.mark.parametrize("who", ["zhouting", "chenjing"])
def test_a_first_visit_to_any_client_page_is_light(
    who: str, demo_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(demo_site, who, PHONE)
    addresses = [address for address in every_page(page) if address.startswith("/portal/")]
    heavy = []
    for address in addresses:
        weights = first_visit(page, demo_site.url + address)
        heavy += [f"{address}: {words}" for words in over_budget(weights)]
    assert heavy == []


def first_visit(page: Page, url: str) -> list[tuple[str, int]]:
    """Kind and weight of all that a browser fetches which has kept nothing but its login."""
    assert page.context.browser is not None
    guest = page.context.browser.new_context(storage_state=page.context.storage_state())
    tab, fetched = guest.new_page(), []
    tab.on("response", lambda response: fetched.append(response))
    tab.goto(url, wait_until="networkidle")
    weights = [(suffix_of(response), weight_of(response)) for response in fetched]
    guest.close()
    return weights


def over_budget(weights: list[tuple[str, int]]) -> list[str]:
    kinds = {
        "the whole page": (sum(weight for _, weight in weights), 60 * KB),
        "styles": (sum(weight for suffix, weight in weights if suffix == ".css"), 12 * KB),
        "scripts": (sum(weight for suffix, weight in weights if suffix == ".js"), 10 * KB),
        "requests": (len(weights), 12),
    }
    return [f"{name} {got}, at most {most}" for name, (got, most) in kinds.items() if got > most]


def suffix_of(response: Response) -> str:
    return PurePosixPath(response.url.partition("?")[0]).suffix


def weight_of(response: Response) -> int:
    """Bytes of one answer in brotli, as a browser over https is sent it."""
    body = response.body()
    return len(body) if suffix_of(response) in PACKED_ALREADY else len(brotli.compress(body))
