"""Story B from giving something to try to the PDF: a therapist at a desk, two partners on phones.

One partner's browser runs without scripts in the second telling; the content policy is watched
throughout (see browser_faults).
"""

import re
from datetime import datetime, timedelta

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
    pdf_text,
    pick,
    saved,
)
from tests.servers import DemoServer, DemoServers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COUPLE = "Zhao Lei & Zhou Ting"
EXERCISE = "A little better by tonight"
QUESTION = "When you go to bed tonight, what would show you that today was a little better?"
HERS = "The lamp by the door is on, and nobody asks why."
HIS = "A cup next to the screen that I did not pour."
HIS_GUILT = "I stayed at the office till nine and was glad of it."
FROM_THE_DEMO = "I have hidden in my work"
HARD = "The long quiet of the spring."
LISTENING = "Five minutes each, just listening"
PATTERN = "What better times share"
TRY_OUT = "A small try-out"
THAW = "It thaws after one small kind thing"
TEA = "Jasmine tea on her desk, and a plum next to his keys"
HIS_NOTE = "My hand shook a little with the cup."
HER_NOTE = "I stood there for a while."


@pytest.fixture
def site(demo_server: DemoServers) -> DemoServer:
    return demo_server()


def open_couple(ana: Page, tab: str) -> None:
    open_case(ana, COUPLE, tab)


def give_to_each(ana: Page) -> None:
    """The exercise to each of the two, from the map of the journey."""
    open_couple(ana, "Journey")
    ana.get_by_role("link", name="1 Partnership building").click()
    ana.get_by_role("checkbox", name=EXERCISE).check()
    ana.get_by_label("Each their own").check()
    ana.get_by_role("button", name="Give what is ticked").click()
    expect(ana.locator(".notice")).to_be_visible()


def write(partner: Page, words: str, *, scripts: bool = True) -> None:
    """Found on Today, written, saved: by itself, or by the button where nothing runs."""
    partner.goto("/portal/")
    partner.get_by_role("link", name=EXERCISE).click()
    partner.get_by_label(QUESTION).fill(words)
    if scripts:
        expect(partner.locator("form [role=status]").first).to_contain_text("Saved")
    else:
        partner.locator("form[data-autosave] .actions").get_by_role("button", name="Save").click()
        expect(partner.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()


def choose_audience(partner: Page, choice: re.Pattern[str]) -> None:
    partner.get_by_role("link", name="Change who sees this").click()
    partner.get_by_role("radio", name=choice).check()
    partner.get_by_role("button", name="Go on").click()


def bring_to_a_session(partner: Page, words: str) -> None:
    """The preview shows the very words before anything changes."""
    choose_audience(partner, re.compile("We open it together in a session"))
    expect(partner.get_by_role("heading", name="Is this right?")).to_be_visible()
    expect(partner.get_by_text(words)).to_be_visible()
    partner.get_by_role("button", name="Yes", exact=True).click()
    expect(partner.locator(".audience").first).to_contain_text("together in a session")


def keep_to_oneself(partner: Page) -> None:
    choose_audience(partner, re.compile(r"^Only you\.?$"))
    expect(partner.locator(".audience").first).to_contain_text("Only you")


def tell_her_part(ting: Page, *, scripts: bool = True) -> None:
    write(ting, HERS, scripts=scripts)
    bring_to_a_session(ting, HERS)
    done_for_now(ting)


def open_plan(ana: Page) -> str:
    """Today's session; its address."""
    ana.goto("/today/")
    ana.get_by_role("link", name="Plan", exact=False).first.click()
    expect(ana.get_by_role("heading", name="Since then")).to_be_visible()
    return ana.url


def see_what_came(ana: Page) -> None:
    """Her words wait to be opened together; his private page leaves no trace."""
    since = ana.locator(".card", has=ana.get_by_role("heading", name="Since then"))
    expect(since).to_contain_text(HERS)
    expect(since).to_contain_text("To open together")
    expect(ana.locator("body")).not_to_contain_text(HIS_GUILT)


def take_a_question_in(ana: Page) -> None:
    rows = ana.locator(".question")
    before = rows.count()
    ana.get_by_text("From the question bank").click()
    ana.locator(".offers button").first.click()
    expect(rows).to_have_count(before + 1)


def move_to_yesterday(ana: Page) -> None:
    """They met a day early: what has not begun yet cannot be signed."""
    ana.get_by_role("link", name="Change", exact=True).click()
    shown = ana.locator(".titlebar .muted").inner_text()
    planned = datetime.strptime(shown.strip()[4:], "%d %b %Y, %H:%M")  # noqa: DTZ007 (a wall clock)
    ana.locator("input[type=date]").fill((planned - timedelta(days=1)).date().isoformat())
    ana.locator("input[type=time]").fill(planned.strftime("%H:%M"))
    ana.get_by_role("button", name="Move it").click()
    expect(ana.locator(".notice")).to_be_visible()


def write_the_note(ana: Page) -> None:
    """The fast path; the rest says why it was not done."""
    ana.get_by_role("button", name="Start the note").click()
    written = {
        "#own_words-joint": ("The sentences, each with its speaker", f"Zhou Ting: {HERS}"),
        "#what_is_better-joint": ("What is better, or how they kept going", "They had tea."),
        "#scale-a": ("The number or range, as said", "5-6"),
        "#scale-b": ("The number or range, as said", "6"),
        "#pain_and_hope-joint": ("What hurts or is at stake", HARD),
    }
    for place, (label, words) in written.items():
        ana.locator(place).get_by_label(label).fill(words)
    ana.locator("#pain_and_hope-joint").get_by_label("What gives hope").fill("The lamp.")
    for place in ("#safety-a", "#safety-b"):
        ana.locator(place).get_by_text("Not done, because").click()
        ana.locator(place).get_by_label("Not done, because").fill("Both were in the room.")
    expect(ana.locator("form [role=status]").first).to_contain_text("Saved")


def sign(ana: Page) -> None:
    ana.get_by_role("button", name="Sign as Ana Ruiz").click()
    expect(ana.get_by_text("Unchanged since it was signed")).to_be_visible()


def see_both_lines(ana: Page) -> None:
    open_couple(ana, "Progress")
    drawing = ana.locator("svg.chart.wide")
    expect(drawing.locator(".line-a")).not_to_have_count(0)
    expect(drawing.locator(".line-b")).not_to_have_count(0)
    expect(ana.get_by_text("Zhao Lei: 5–6")).to_be_visible()
    expect(ana.get_by_text("Zhou Ting: 6", exact=True)).to_be_visible()


def make_summary(ana: Page, reader: str) -> str:
    """Preview, make, fetch the PDF; its text in one line."""
    open_couple(ana, "Summaries")
    ana.get_by_role("link", name=f"For {reader}").click()
    ana.get_by_role("button", name="Make this summary").click()
    expect(ana.locator(".notice")).to_be_visible()
    made = ana.locator(".rows li", has_text=re.compile(f"For {reader}")).first
    return pdf_text(ana, made.get_by_role("link", name="PDF").get_attribute("href"))


def test_the_story_from_giving_to_the_pdf(site: DemoServer, come_in: ComeIn) -> None:
    ana = come_in(site, "ana", DESK)
    ting, lei = come_in(site, "zhouting", PHONE), come_in(site, "zhaolei", PHONE)
    give_to_each(ana)
    tell_her_part(ting)
    write(lei, f"{HIS} {HIS_GUILT}")
    keep_to_oneself(lei)
    done_for_now(lei)
    plan = open_plan(ana)
    see_what_came(ana)
    take_a_question_in(ana)
    move_to_yesterday(ana)
    ana.goto(plan)
    write_the_note(ana)
    sign(ana)
    see_both_lines(ana)
    papers = {reader: make_summary(ana, reader) for reader in ("the therapist", "Zhou Ting")}
    papers["her own pages"] = own_pages(ting)
    assert [reader for reader, text in papers.items() if HERS in text] == list(papers)
    # "summary says what is still hard", under a heading of its own.
    assert [reader for reader, text in papers.items() if HARD in text] == list(papers)
    assert "What is still hard" in papers["Zhou Ting"]
    # "his guilt note private from her", and from everybody else.
    assert [reader for reader, text in papers.items() if HIS_GUILT in text] == []
    assert FROM_THE_DEMO not in papers["Zhou Ting"] + papers["her own pages"]


def test_the_partner_needs_no_scripts(site: DemoServer, come_in: ComeIn) -> None:
    ana = come_in(site, "ana", DESK)
    give_to_each(ana)
    tell_her_part(come_in(site, "zhouting", PHONE, java_script_enabled=False), scripts=False)
    open_plan(ana)
    see_what_came(ana)


def give_to_both(ana: Page, phase: str, title: str) -> None:
    """What the lower of the two levels allows is open at once."""
    give(ana, COUPLE, phase, title, to="Both together")
    open_couple(ana, "To try")
    expect(ana.get_by_role("button", name=f"Close it {title}")).to_be_visible()


def find_the_pattern_together(lei: Page, ting: Page) -> None:
    """He begins and she goes on, each in their own login and time."""
    open_step(lei, PATTERN)
    lei.get_by_label("A pattern you see").first.fill(THAW)
    lei.get_by_text("Pick, or use your own words").first.click()
    for moment in ("the snow is up to the window", "there was a cup of tea next to the bed"):
        pick(lei.locator("#patterns-0-evidence"), moment)
    saved(lei)
    open_step(ting, PATTERN)
    expect(ting.get_by_label("A pattern you see").first).to_have_value(THAW)
    pick(ting.locator("#patterns-0-evidence"), "The light in the hall was on")
    saved(ting)
    lei.reload()
    expect(lei.locator("#patterns-0-evidence input:checked")).to_have_count(3)


def plan_a_week(lei: Page) -> None:
    open_step(lei, TRY_OUT)
    pick(lei.locator("#pattern"), THAW)
    lei.get_by_label("What exactly will you do?").fill(TEA)
    lei.get_by_role("radio", name="Every day").check()
    lei.get_by_label("For how many days").fill("7")
    saved(lei)


def tap(partner: Page, note: str) -> None:
    partner.goto("/portal/")
    check = partner.locator(".card", has=partner.get_by_label("A short note")).first
    check.get_by_label("A short note").fill(note)
    check.get_by_role("button", name="I noticed something").click()
    expect(partner.locator("main")).to_contain_text(note)


def closed_page(partner: Page) -> str:
    """What the talk that is not open looks like to one of them."""
    open_step(partner, LISTENING)
    return partner.locator("main").inner_text()


def choose_level(partner: Page, level: str) -> None:
    partner.goto("/portal/")
    partner.get_by_role("link", name="How far you are ready to go").click()
    partner.get_by_role("radio", name=level).check()
    partner.get_by_role("button", name="Keep this").click()


def test_side_by_side_while_talking_stays_closed(site: DemoServer, come_in: ComeIn) -> None:
    ana = come_in(site, "ana", DESK)
    ting, lei = come_in(site, "zhouting", PHONE), come_in(site, "zhaolei", PHONE)
    for title in (PATTERN, TRY_OUT):
        give_to_both(ana, "4 Exception amplification", title)
    # "they find the pattern together and make their gestures side by side at the level small acts".
    find_the_pattern_together(lei, ting)
    plan_a_week(lei)
    tap(lei, HIS_NOTE)
    tap(ting, HER_NOTE)
    # "per-partner daily checks": each has their own, and nobody sees the other's.
    for partner, own, other in ((lei, HIS_NOTE, HER_NOTE), (ting, HER_NOTE, HIS_NOTE)):
        open_step(partner, TRY_OUT)
        # "7-day length": what he planned is there for her as well.
        expect(partner.get_by_label("For how many days")).to_have_value("7")
        expect(partner.get_by_label("What exactly will you do?")).to_have_value(TEA)
        expect(partner.locator("#daily_check")).to_contain_text(own)
        expect(partner.locator("body")).not_to_contain_text(other)
    # "while talking stays closed, and neither can tell who is not ready": the same page for both,
    # also after one of them has said that talking would be all right.
    pages = [closed_page(lei), closed_page(ting)]
    choose_level(ting, "We talk.")
    pages += [closed_page(lei), closed_page(ting)]
    assert "This is not open yet." in pages[0]
    assert pages == [pages[0]] * 4
    open_couple(ana, "Journey")
    ana.get_by_role("link", name="1 Partnership building").click()
    expect(ana.get_by_role("button", name=f"Open it to both {LISTENING}")).to_have_count(0)


def test_old_moments_and_a_number_of_both(site: DemoServer, come_in: ComeIn) -> None:
    ana, ting = come_in(site, "ana", DESK), come_in(site, "zhouting", PHONE)
    give(ana, COUPLE, "2 Resource identification", "Lighter moments", to="Zhou Ting")
    # "past exceptions can be logged with old dates": a day of years ago, and a time in words.
    open_step(ting, "Lighter moments")
    catch(ting, "He left his umbrella for me.", day="2023-10-05")
    ting.get_by_role("link", name="Look back at earlier times").click()
    expect(ting.get_by_role("heading", level=1)).to_contain_text("the first weeks")
    ting.get_by_label("What comes to mind?").fill("We missed the last bus and did not mind.")
    ting.get_by_label("When was it, more or less?").fill("our first winter")
    ting.get_by_role("button", name="Keep it").click()
    open_step(ting, "Lighter moments")
    caught = ting.locator("#caught").locator("..")
    for words in ("5 Oct 2023", "our first winter", "We missed the last bus and did not mind."):
        expect(caught).to_contain_text(words)
    # "two score lines plus an optional jointly agreed score".
    open_couple(ana, "Progress")
    ana.get_by_label("Both, agreed together").check()
    ana.locator("input[name=low]").fill("5.5")
    ana.get_by_role("button", name="Keep it").click()
    expect(ana.get_by_text("Both together: 5.5")).to_be_visible()
    drawing = ana.locator("svg.chart.wide")
    for line in (".line-a", ".line-b", ".dot-joint"):
        expect(drawing.locator(line)).not_to_have_count(0)
