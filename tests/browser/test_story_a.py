"""Story A: one person, who finds what eases the thin ice and makes a weekly habit of it.

Each claim is a line of what the story has to show; the practice is that of the demo, and whatever
is new in it is done through the pages.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, ComeIn
from tests.browser.stories import (
    catch,
    done_for_now,
    give,
    open_case,
    open_step,
    own_pages,
    pick,
    saved,
    see_homework,
)
from tests.servers import DemoServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
JING = "Chen Jing"
APPLES = "Peeling apples for the cake, side by side"
SAME_FOOD = "It eases when our hands are busy with the same food"
MEAL = "We bake one thing together"
FOUND_OUT = "It comes when we plan it."
CHECK_IN = "Quarter of an hour for the two of us"
SEVEN_STEPS = "Seven steps to the window, and I did not look at the phone."


def place(jing: Page, low: str, high: str, words: str) -> None:
    """Between two numbers, with the words that go with it."""
    jing.goto("/portal/")
    jing.get_by_role("link", name="Where are you today?").click()
    jing.locator(f"input[name$='-low'][value='{low}']").check()
    jing.get_by_text("It lies between two numbers").click()
    jing.locator(f"input[name$='-high'][value='{high}']").check()
    jing.get_by_label("What goes with this number?").fill(words)
    jing.get_by_role("button", name="Put it on my line").click()
    expect(jing.locator("figcaption", has_text=f"to {low}–{high} between")).to_be_visible()


def see_both_ranges(page: Page) -> None:
    """A bar for each range, and both ends in the table under the drawing."""
    drawing = page.locator("svg.chart:visible").first
    assert drawing.locator(".bar").count() >= 2
    page.get_by_text("Show as a table").click()
    table = page.locator("details table")
    expect(table).to_contain_text("2–3")
    expect(table).to_contain_text("6–7")


def find_the_pattern(jing: Page) -> None:
    open_step(jing, "Lighter moments")
    catch(jing, APPLES)
    open_step(jing, "What better times share")
    jing.get_by_label("A pattern you see").first.fill(SAME_FOOD)
    jing.get_by_text("Pick, or use your own words").first.click()
    pick(jing.locator("#patterns-0-evidence"), APPLES)
    saved(jing)
    done_for_now(jing)


def try_it_every_week(jing: Page) -> None:
    open_step(jing, "A small try-out")
    pick(jing.locator("#pattern"), SAME_FOOD)
    jing.get_by_label("When is a good moment for it?").fill("On Sunday, after breakfast")
    jing.get_by_label("What exactly will you do?").fill(MEAL)
    jing.get_by_role("radio", name="Once a week").check()
    saved(jing)
    jing.goto("/portal/")
    check = jing.locator(".card", has_text="A small try-out").first
    check.get_by_label("A short note").fill("Flour everywhere, and we laughed.")
    check.get_by_role("button", name="I noticed something").click()
    expect(jing.get_by_text("Flour everywhere, and we laughed.")).to_be_visible()


def make_it_a_habit(jing: Page) -> None:
    """What was tried stays, as fifteen minutes in every week."""
    open_step(jing, "A small try-out")
    jing.get_by_label("What did you find out?").fill(FOUND_OUT)
    jing.get_by_role("radio", name="Yes, keep it").check()
    jing.get_by_role("button", name="Done for now").click()
    expect(jing.get_by_label("What do you call it?")).to_have_value(MEAL)
    expect(jing.get_by_role("radio", name="Every week")).to_be_checked()
    jing.get_by_label("What do you call it?").fill(CHECK_IN)
    jing.get_by_label("How many minutes?").fill("15")
    jing.get_by_role("button", name="Keep it").click()


def test_from_a_moment_to_a_weekly_habit(writing_site: DemoServer, come_in: ComeIn) -> None:
    ana, jing = come_in(writing_site, "ana", DESK), come_in(writing_site, "chenjing", PHONE)
    for phase, title in (
        ("2 Resource identification", "Lighter moments"),
        ("4 Exception amplification", "What better times share"),
        ("4 Exception amplification", "A small try-out"),
    ):
        give(ana, JING, phase, title)
    find_the_pattern(jing)
    try_it_every_week(jing)
    # "log -> pattern -> weekly experiment links work": both ways, for her and for her therapist.
    open_case(ana, JING, "To try")
    ana.get_by_role("link", name="What led to what").click()
    see_homework(jing)
    jing.get_by_role("link", name="How one thing led to another").click()
    for page in (jing, ana):
        moment = page.locator("li", has=page.locator("p.prose", has_text=APPLES)).first
        expect(moment.get_by_role("link", name=SAME_FOOD)).to_be_visible()
        moment.get_by_role("link", name=SAME_FOOD).click()
        pattern = page.locator("li:target")
        expect(pattern).to_contain_text("It came from:")
        expect(pattern).to_contain_text("It led to:")
        expect(pattern).to_contain_text("A small try-out")
    make_it_a_habit(jing)
    # "check-in recurs": it stands among her habits, and in the room, as fifteen minutes weekly.
    habit = jing.locator("li", has_text=CHECK_IN)
    expect(habit).to_contain_text("Every week · 15 minutes")
    open_case(ana, JING, "Kept")
    expect(ana.locator("main")).to_contain_text(CHECK_IN)
    expect(ana.locator("li", has_text=CHECK_IN)).to_contain_text("15 minutes")
    # "client PDF shows own words": what she caught, and what she found out.
    mine = own_pages(jing)
    assert [words in mine for words in (APPLES, FOUND_OUT)] == [True] * 2


def test_ranges_and_own_words(writing_site: DemoServer, come_in: ComeIn) -> None:
    ana, jing = come_in(writing_site, "ana", DESK), come_in(writing_site, "chenjing", PHONE)
    place(jing, "6", "7", SEVEN_STEPS)
    # "ranges 2-3 and 6-7 stored and charted": on her page, and on her therapist's.
    see_both_ranges(jing)
    open_case(ana, JING, "Progress")
    expect(ana.locator("figcaption")).to_contain_text(f"{JING} moved from 2–3 to 6–7")
    see_both_ranges(ana)
    mine = own_pages(jing)
    assert ("2–3" in mine, "6–7" in mine) == (True, True)


def test_nothing_needs_a_partner_with_an_account(writing_site: DemoServer, come_in: ComeIn) -> None:
    ana, jing = come_in(writing_site, "ana", DESK), come_in(writing_site, "chenjing", PHONE)
    # "nothing requires partner to hold an account": the case is one person's.
    open_case(ana, JING, "Overview")
    expect(ana.get_by_text("one person", exact=False).first).to_be_visible()
    open_case(ana, JING, "Journey")
    expect(ana.get_by_label("Both together")).to_have_count(0)
    # Nothing that she writes can go to one, and no page of hers waits for one.
    open_step(jing, "The story now")
    jing.get_by_role("link", name="Change who sees this").click()
    expect(jing.get_by_role("radio")).to_have_count(3)
    expect(jing.get_by_role("radio", name=re.compile("partner", re.IGNORECASE))).to_have_count(0)
    jing.get_by_role("link", name="Sharing", exact=True).click()
    expect(jing.get_by_text("Give your partner something good")).to_have_count(0)
    # What asks for two is there for one: the story can be written and done.
    open_step(jing, "The story now")
    for question in (
        "Where were you when this began?",
        "What is it like now?",
        "What are you proud of?",
    ):
        jing.get_by_label(question).fill("On thin ice, and further on.")
    # Beside it stand the ends of her own line.
    expect(jing.locator(".card", has_text="Your own line")).to_contain_text("2–3")
    done_for_now(jing)
