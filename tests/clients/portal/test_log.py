"""A log: a line in ten seconds, entries as answers of their own, looking back, taking away."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Answer, Assignment, Case
from clients.services.kept import keep_words
from clients.services.sharing import change_audience, choose_audience
from practice.models import Practice
from tests.clients.portal.test_pages import reads, signed_in
from tests.factories import give, load_library, login_of, make_couple_case, make_therapist, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    load_library()
    return make_couple_case(make_therapist())


@pytest.fixture
def log(case: Case) -> Assignment:
    return give(case, "exception_log")


@pytest.fixture
def browse(case: Case) -> Client:
    return signed_in(login_of(case))


def to(name: str, log: Assignment, *more: Any) -> str:
    return reverse(f"clients:{name}", args=[log.pk, *more])


def catch(browse: Client, log: Assignment, line: str, **fields: Any) -> Any:
    posted = {"line": line, "on": "2026-03-05", "key": str(uuid.uuid4())} | fields
    return browse.post(to("portal_capture", log), posted)


def page(browse: Client, log: Assignment, query: str = "") -> str:
    return browse.get(to("portal_exercise", log) + query).content.decode()


def many(log: Assignment, count: int) -> None:
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(
            assignment=log,
            member=log.member,
            entry=(mark := uuid.uuid4()),
            data={"entries": {"entries": [moment(mark, f"moment {number}")]}},
            version=1,
            audience="therapist",
            happened_on=date(2026, 3, 1) - timedelta(days=number),
            created_at=now,
            changed_at=now,
        )
        for number in range(count)
    )


def moment(mark: uuid.UUID, words: str) -> dict[str, Any]:
    parts = {"context": {"text": words}}
    when = {"date": "2026-03-01"}
    return {"id": str(mark), "when": when, "parts": parts, "nothing_better": False}


def test_a_line_is_an_entry_with_its_day_and_the_audience_of_the_exercise(
    log: Assignment, browse: Client
) -> None:
    assert catch(browse, log, "soup on the stove").status_code == 302
    entry = Answer.objects.get()
    assert (entry.happened_on, entry.audience) == (date(2026, 3, 5), "therapist")
    [stored] = entry.data["entries"]["entries"]
    assert stored["id"] == str(entry.entry)
    assert stored["parts"] == {"context": {"text": "soup on the stove"}}
    assert "soup on the stove" in page(browse, log)


def test_the_day_of_today_is_filled_in(log: Assignment, browse: Client) -> None:
    today = Practice.load().today()
    assert f'value="{today.isoformat()}"' in page(browse, log)
    catch(browse, log, "tea", on="")
    assert Answer.objects.get().happened_on == today


def test_a_hard_day_has_its_own_button(log: Assignment, browse: Client) -> None:
    catch(browse, log, "I called my sister", hard="1")
    [stored] = Answer.objects.get().data["entries"]["entries"]
    assert stored["nothing_better"]
    assert stored["parts"] == {"how_i_coped": {"text": "I called my sister"}}


def test_a_line_sent_twice_is_one_entry(log: Assignment, browse: Client) -> None:
    key = str(uuid.uuid4())
    for _again in range(2):
        catch(browse, log, "soup", key=key)
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"line": " "}, "A word or two will do."),
        ({"line": "a" * 501}, "There is room for 500 characters"),
        ({"on": "someday"}, "Please write the day like"),
        ({"on": "2999-01-01"}, "This day has not come yet"),
    ],
)
def test_what_does_not_fit_comes_back_with_its_words(
    fields: dict[str, str], message: str, log: Assignment, browse: Client
) -> None:
    line = fields.pop("line", "soup & <b>tea</b>")
    answered = catch(browse, log, line, **fields).content.decode()
    assert message in answered
    assert line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in answered
    assert not Answer.objects.exists()


def test_markup_and_control_characters_are_words_like_any(log: Assignment, browse: Client) -> None:
    catch(browse, log, "tea\x00\x07 <script>x</script>")
    assert "tea &lt;script&gt;x&lt;/script&gt;" in page(browse, log)


def test_what_rests_takes_no_line_and_gives_the_words_back(log: Assignment, browse: Client) -> None:
    Assignment.objects.update(status=Assignment.Status.SET_ASIDE)
    late = catch(browse, log, "typed too late")
    assert (late.status_code, "typed too late" in late.content.decode()) == (403, True)


@pytest.mark.parametrize("count", [1, 60])
def test_a_log_costs_four_queries_however_long(count: int, log: Assignment, browse: Client) -> None:
    many(log, count)
    page(browse, log)  # the first opening is noted
    assert reads(browse, to("portal_exercise", log)) <= 4


def test_five_thousand_entries_come_twenty_at_a_time(log: Assignment, browse: Client) -> None:
    many(log, 5_000)
    first = page(browse, log)
    shown = [int(n) for n in re.findall(r"moment (\d+)", first)]
    assert shown == list(range(20))
    assert len(first) < 40_000
    assert 'href="?start=20"' in first
    assert "moment 4990" in page(browse, log, "?start=4980")
    described = give(log.case, "exception_deep_description", journey=log.journey)
    url = reverse("clients:portal_exercise", args=[described.pk])
    browse.get(url)
    assert reads(browse, url) <= 4


def test_looking_back_goes_step_by_step_with_times_in_words(
    log: Assignment, browse: Client
) -> None:
    url = to("portal_look_back", log)
    steps = set()
    for step in range(20):
        shown = browse.get(f"{url}?step={step}").content.decode()
        steps.add(re.findall(r"<h1>(.*?)</h1>", shown)[0])
        if f"?step={step + 1}" not in shown:
            break
    assert len(steps) == step + 1 > 3
    sent = {"line": "a cup of tea", "when": "last spring", "key": str(uuid.uuid4())}
    assert browse.post(f"{url}?step=0", sent).headers["Location"] == f"{url}?step=1"
    entry = Answer.objects.get()
    assert entry.happened_on is None
    assert entry.data["entries"]["entries"][0]["when"] == {"words": "last spring"}
    assert "last spring" in page(browse, log)


def test_each_entry_has_an_audience_of_its_own(case: Case, log: Assignment, browse: Client) -> None:
    catch(browse, log, "for both")
    catch(browse, log, "for me")
    user = login_of(case)
    first, second = Answer.objects.order_by("created_at")
    change_audience(user, first, "all", share_now=True)
    choose_audience(user, log, "self", entry=second.entry)
    assert set(Answer.objects.values_list("audience", flat=True)) == {"all", "self"}
    given = Answer.objects.shared_with(login_of(case, "B"))
    assert [one.pk for one in given] == [first.pk]
    shown = browse.get(to("portal_entry_audience", log, second.entry)).content.decode()
    assert re.findall(r'value="(\w+)"[^>]* checked', shown) == ["self"]


def test_what_is_chosen_for_the_log_goes_for_what_comes_next(
    case: Case, log: Assignment, browse: Client
) -> None:
    choose_audience(login_of(case), log, "self")
    catch(browse, log, "mine alone")
    assert Answer.objects.exclude(entry=uuid.UUID(int=0)).get().audience == "self"


def test_what_only_its_author_could_read_can_go(
    case: Case, log: Assignment, browse: Client
) -> None:
    choose_audience(login_of(case), log, "self")
    catch(browse, log, "gone soon")
    entry = Answer.objects.exclude(entry=uuid.UUID(int=0)).get()
    assert "Yes, take it away" in browse.get(to("portal_entry", log, entry.entry)).content.decode()
    browse.post(to("portal_entry_delete", log, entry.entry))
    assert not Answer.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("now", ["therapist", "self"])
def test_what_others_could_read_stays(
    now: str, case: Case, log: Assignment, browse: Client
) -> None:
    catch(browse, log, "told already")
    entry = Answer.objects.get()
    change_audience(login_of(case), entry, now)
    browse.post(to("portal_entry_delete", log, entry.entry))
    assert Answer.objects.filter(pk=entry.pk).exists()


def test_a_log_rests_with_its_entries_and_opens_again(log: Assignment, browse: Client) -> None:
    finish = {"finish": "done", "version": "0", "key": str(uuid.uuid4())}
    early = browse.post(to("portal_exercise", log), finish).content.decode()
    assert "Your words are saved" in early
    catch(browse, log, "soup")
    browse.post(to("portal_exercise", log), finish | {"key": str(uuid.uuid4())})
    log.refresh_from_db()
    assert log.status == Assignment.Status.DONE
    rests = page(browse, log)
    assert "soup" in rests
    assert "Keep it" not in rests
    browse.post(reverse("clients:portal_reopen", args=[log.pk]))
    assert "Keep it" in page(browse, log)


def test_the_partner_finds_nothing_of_it(case: Case, log: Assignment, browse: Client) -> None:
    catch(browse, log, "private soup")
    entry = Answer.objects.get()
    other = signed_in(login_of(case, "B"))
    for url in (to("portal_exercise", log), to("portal_entry", log, entry.entry)):
        assert other.get(url).status_code == 404
    assert member(case, "B").answers.count() == 0


def test_every_question_of_the_look_back_is_asked_and_its_answer_kept(
    log: Assignment, browse: Client
) -> None:
    url = to("portal_look_back", log)
    questions = log.exercise.body["fields"][0]["options"]["look_back"]
    for step, question in enumerate(questions):
        asked = browse.get(f"{url}?step={step}").content.decode()
        heading = re.findall(r"<h1>(.*?)</h1>", asked)[0]
        assert heading.startswith(question["en"].partition("{problem}")[0][:40])
        sent = {"line": f"answer {step}", "when": "once", "key": str(uuid.uuid4())}
        browse.post(f"{url}?step={step}", sent)
    shown = page(browse, log)
    assert [f"answer {step}" in shown for step in range(len(questions))] == [True] * len(questions)


def test_the_line_to_catch_a_moment_stands_before_all_else(log: Assignment, browse: Client) -> None:
    log.exercise.refresh_from_db()
    for rows in (False, True):
        shown = page(browse, log)
        _head, _form, below = shown.partition('name="line"')
        purpose = log.exercise.words("purpose")[:30]
        assert [purpose in _head, purpose in below] == [False, True], rows
        catch(browse, log, "soup")


def test_a_name_for_the_problem_is_offered_and_used(
    case: Case, log: Assignment, browse: Client
) -> None:
    offer = "a name of your own"
    assert offer in page(browse, log)
    keep_words(login_of(case), case, kind="problem", words="the fog")
    last = len(log.exercise.body["fields"][0]["options"]["look_back"]) - 1
    asked = browse.get(f"{to('portal_look_back', log)}?step={last}").content.decode()
    assert ["the fog" in asked, offer in page(browse, log)] == [True, False]
