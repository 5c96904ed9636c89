"""Story C: a quiet voice, a few words before each parting, and no number from start to end.

Each claim is a line of what the story has to show; the practice is that of the demo, and whatever
is new in it is done through the pages.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, ComeIn
from tests.browser.stories import (
    done_for_now,
    give,
    keep_as,
    open_case,
    open_step,
    pick,
    saved,
)
from tests.servers import DemoServer, DemoServers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COUPLE = "Liu Jia & Wang Hao"
VOICE = "Under the noise somebody says: he is busy, and I am still loved."
EVENT = "before each parting"
EMOJI = "One boat, sent from the stairs"
# Numbers that tell of no outcome: the days of things, how long they take, whom to call in danger.
NO_OUTCOME = re.compile(
    r"\d{1,2} [A-Z][a-z]{2} \d{4}|\d\d:\d\d|About \d+ minutes?|For: \d+ days?"
    r"|Where you are, from 1 to 10|Call 112|call 0800 111 0 111"
)
# Where a place may be chosen, the ruler has its numbers; nobody has chosen one.
RULER = "svg.chart, .numbers, .ends"
MOST_PAGES = 60
RULER_IN_WORDS = re.compile(r"1 means: [^.]*\. 10 means: [^.]*\.")


@pytest.fixture
def site(demo_server: DemoServers) -> DemoServer:
    return demo_server()


def numbers_on(page: Page) -> list[str]:
    """Every line of the page, hidden ones too, with a number that might tell of an outcome."""
    whole: str = page.evaluate(
        """(ruler) => {
          const copy = document.body.cloneNode(true);
          copy.querySelectorAll(`${ruler}, script, template, input`).forEach((one) => one.remove());
          copy.querySelectorAll("*").forEach((one) => one.append("\\n"));
          return copy.textContent;
        }""",
        RULER,
    )
    lines = (" ".join(line.split()) for line in whole.split("\n"))
    found = (NO_OUTCOME.sub("", RULER_IN_WORDS.sub("", line)) for line in lines)
    return [line for line in found if re.search(r"\d|%", line)]


def every_page_of(person: Page) -> dict[str, list[str]]:
    """Each page that is one or two links away from Today, with its numbers."""
    seen: dict[str, list[str]] = {}
    wanted = ["/portal/"]
    while wanted:
        address = wanted.pop(0)
        person.goto(address)
        seen[address] = numbers_on(person)
        hrefs = [link.get_attribute("href") or "" for link in person.locator("main a, nav a").all()]
        for href in (one.partition("#")[0] for one in hrefs):
            is_page = href.startswith("/portal/") and not re.search(r"exit|\.pdf|pictures", href)
            if is_page and href not in seen and href not in wanted and len(seen) < MOST_PAGES:
                wanted.append(href)
    return seen


def signs_and_lines(page: Page) -> tuple[bool, bool]:
    """Whether the drawing has a sign for a place, and a line between places."""
    drawing = page.locator("svg.chart.wide")
    return tuple(drawing.locator(one).count() > 0 for one in (".dot", "polyline"))


def hear_the_voice(jia: Page) -> None:
    """What keeps her from falling apart at the worst moment; kept by one tap."""
    open_step(jia, "How you get through")
    jia.get_by_label("One way through").first.fill(VOICE)
    saved(jia)
    done_for_now(jia)
    keep_as(jia, VOICE, "Helps on a hard day")


def plan_with_the_voice(jia: Page) -> None:
    open_step(jia, "A plan for the dips")
    strategies = jia.locator("#strategies")
    # "quote saved as inner resource and offered in E17": as the words that she kept.
    offer = strategies.locator("label", has_text=VOICE).filter(has_text="Words that you kept")
    expect(offer).to_have_count(1)
    offer.get_by_role("checkbox").check()
    jia.get_by_label("An early sign").first.fill("The three thoughts come in a row")
    jia.get_by_label("What you do then").first.fill("I wait for the voice")
    jia.get_by_label("When this happens").first.fill("No word all day")
    jia.get_by_label("Who you call, or where you go").first.fill("Yun, at lunch")
    saved(jia)
    done_for_now(jia)
    expect(jia.locator("main")).to_contain_text(VOICE)


def say_it_before_each_parting(jia: Page) -> None:
    open_step(jia, "A small try-out")
    pick(jia.locator("#pattern"), "She is calm when he tells his plans ahead")
    jia.get_by_label("What exactly will you do?").fill(EMOJI)
    jia.get_by_role("radio", name="Each time something happens").check()
    jia.get_by_label("Before or after what?").fill(EVENT)
    saved(jia)


def tap(jia: Page, note: str) -> None:
    jia.goto("/portal/")
    check = jia.locator(".card", has=jia.get_by_label("A short note")).first
    expect(check).to_contain_text("A small try-out")
    check.get_by_label("A short note").fill(note)
    check.get_by_role("button", name="I noticed something").click()
    expect(jia.locator("main")).to_contain_text(note)


def test_it_works_without_a_number(site: DemoServer, come_in: ComeIn) -> None:
    ben, jia = come_in(site, "ben", DESK), come_in(site, "liujia", PHONE)
    for phase, title in (
        ("2 Resource identification", "How you get through"),
        ("4 Exception amplification", "A small try-out"),
        ("6 Consolidation and maintenance", "A plan for the dips"),
    ):
        give(ben, COUPLE, phase, title, to="Liu Jia")
    hear_the_voice(jia)
    jia.goto("/portal/rough-day/")
    expect(jia.locator("main")).to_contain_text(VOICE)
    plan_with_the_voice(jia)
    # "event-triggered experiment (before each parting)": each time counts, two in one day as well.
    say_it_before_each_parting(jia)
    for note in ("He waved back.", "I sent the first one."):
        tap(jia, note)
    expect(jia.locator("main")).to_contain_text("He waved back.")
    open_step(jia, "A small try-out")
    expect(jia.get_by_label("Before or after what?")).to_have_value(EVENT)
    jia.get_by_label("What did you find out?").fill("It is about knowing where he is in my day.")
    jia.get_by_role("radio", name="Yes, keep it").check()
    jia.get_by_role("button", name="Done for now").click()
    expect(jia.get_by_role("heading", name="A small habit")).to_be_visible()
    expect(jia.get_by_role("radio", name="Each time something happens")).to_be_checked()
    jia.get_by_role("button", name="Keep it").click()
    expect(jia.get_by_role("heading", name="What stays")).to_be_visible()
    expect(jia.locator("li", has_text=EMOJI)).to_contain_text(EVENT)
    # "works with no numeric outcome": no page of hers, and nothing to take home, tells one.
    numbers = every_page_of(jia)
    assert len(numbers) > 20
    assert {address: lines for address, lines in numbers.items() if lines} == {}


def test_a_chart_with_few_or_no_points_is_honest(site: DemoServer, come_in: ComeIn) -> None:
    ben, hao = come_in(site, "ben", DESK), come_in(site, "partner", PHONE)
    # "chart with few or no points renders honestly": none is told as none, and nothing is drawn.
    open_case(ben, COUPLE, "Progress")
    hao.goto("/portal/")
    hao.get_by_role("link", name="Where are you today?").click()
    for page in (ben, hao):
        expect(page.locator("figcaption")).to_contain_text("There is no number here yet.")
        assert signs_and_lines(page) == (False, False)
    # One is one: a mark and no line, with its number and nothing about a way.
    hao.locator("input[name=score-low][value='6']").check()
    hao.get_by_role("button", name="Put it on my line").click()
    expect(hao.locator("figcaption")).not_to_contain_text("moved")
    ben.reload()
    expect(ben.locator("figcaption")).to_contain_text("6")
    for page in (ben, hao):
        assert signs_and_lines(page) == (True, False)
    # It is his alone: her pages still know of none.
    jia = come_in(site, "liujia", PHONE)
    jia.goto("/portal/")
    jia.get_by_role("link", name="Where are you today?").click()
    expect(jia.locator("figcaption")).to_contain_text("There is no number here yet.")
