"""Walks the site by its links, so that a page built tomorrow is looked at too."""

import re
from collections import Counter, deque
from collections.abc import Iterator

from playwright.sync_api import Page

# Pages of one kind differ by what is in them: a couple's and a single person's, open and done.
OF_A_KIND = 3
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
NO_PAGE = re.compile(r"/exit/|/logout/|\.(pdf|ics|csv|xlsx|json|zip)\b|/transfer/export/\?")


def every_page(page: Page, *also: str) -> Iterator[str]:
    """Open each page that links lead to from the front door (and `also`); yields its address."""
    waiting = deque((address, "the front door") for address in ("/", *also))
    met, opened = set[str](), Counter[str]()
    while waiting:
        address, found_on = waiting.popleft()
        kind = UUID.sub("-", address)
        if address in met or opened[kind] == OF_A_KIND:
            continue
        met.add(address)
        answer = page.goto(address)
        landed = path_of(page.url)
        if answer is None or (landed != address and landed in met):
            continue
        met.add(landed)
        opened[kind] += 1
        assert answer.status == 200, f"{found_on} leads to {address}: {answer.status}"
        yield landed
        waiting.extend((link, landed) for link in links_of(page))


def path_of(url: str) -> str:
    """The address within the site, without scheme, host and fragment."""
    return "/" + url.split("/", 3)[3].partition("#")[0]


def links_of(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    home = page.evaluate("location.origin")
    return [path_of(url) for url in found if url.startswith(home) and not NO_PAGE.search(url)]
