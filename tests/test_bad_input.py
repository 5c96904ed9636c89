"""Bad input: a clear message at its place, nothing lost, nothing half done, never a fault.

Most of it is proved where the thing itself is tested; `PROVED` says where, and fails when a proof
goes away. What is proved here walks every exercise that can be given, through its own page.
"""

import re
from html import unescape
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from clients.models import Answer, Assignment
from practice.fields.logs import log_field
from practice.models import Exercise
from tests.factories import give, load_library, login_of, make_couple_case, make_therapist

PROVED = {
    "a wrong file": [
        "tests.clients.test_transfer:test_a_file_that_will_not_do_is_told_at_the_field",
        "tests.clients.test_transfer:test_a_bomb_is_never_unpacked",
        "tests.practice.test_library:test_a_file_of_another_shape_is_a_fault",
    ],
    "a wrong encoding": [
        "tests.clients.test_transfer:test_any_usual_encoding_is_read",
        "tests.clients.test_transfer:test_a_file_that_will_not_do_is_refused_in_words",
    ],
    "a missing column": [
        "tests.clients.test_transfer:test_a_file_that_will_not_do_is_refused_in_words",
    ],
    "two clients with one e-mail": [
        "tests.clients.test_people:test_what_is_wrong_is_said_at_the_field_and_kept",
        "tests.clients.test_cases:test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost",
        "tests.clients.test_cases:test_an_address_in_use_is_refused_without_telling_whose_it_is",
        "tests.clients.test_transfer:test_an_address_never_wanders_to_somebody_else",
    ],
    "a partner added twice": [
        "tests.clients.test_cases:test_the_same_person_twice_is_refused_at_the_second_place",
        "tests.clients.test_transfer:test_the_second_row_of_the_same_person_is_refused",
    ],
    "a date in 1890": [
        "tests.clients.test_people:test_what_is_wrong_is_said_at_the_field_and_kept",
        "tests.clients.test_cases:test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost",
        "tests.clients.test_transfer:test_a_row_is_refused_with_its_place",
        "tests.clients.test_journey:test_odd_input_gets_a_message_and_gives_nothing",
    ],
    "100,000 characters": [
        "tests.browser.test_long_words:test_what_fits_but_is_heavy_is_saved_by_the_button",
        "tests.browser.test_long_words:"
        "test_what_does_not_fit_stays_and_the_field_says_how_much_does",
        "tests.clients.portal.test_own_line:"
        "test_what_cannot_be_kept_is_said_and_stays_in_the_field",
        "tests.clients.portal.test_ways_in:test_a_weak_password_is_refused_with_the_remedy",
    ],
    "an emoji": [
        "tests.clients.test_cases:test_very_long_names_and_emoji_open_a_case",
        "tests.sessions.test_summaries:test_chinese_and_odd_words_are_set_and_embedded",
    ],
    "an unknown exercise": [
        "tests.clients.test_journey:test_odd_input_gets_a_message_and_gives_nothing",
        "tests.clients.portal.test_exercise:test_a_strangers_exercise_does_not_exist",
        "tests.practice.test_library:test_picking_from_what_is_not_there_is_a_fault",
    ],
    "a stale tab": [
        "tests.browser.test_no_word_lost:test_two_tabs_keep_mine",
        "tests.browser.test_no_word_lost:test_two_tabs_use_theirs",
        "tests.clients.portal.test_exercise:test_two_tabs_without_scripts_show_both_texts",
        "tests.practice.test_refused_forms:test_an_old_token_gives_the_words_back",
        "tests.practice.test_refused_forms:test_what_is_gone_gives_the_words_back",
    ],
    "an expired login while typing": [
        "tests.browser.test_no_word_lost:test_words_wait_for_a_sign_in_elsewhere",
        "tests.practice.test_refused_forms:"
        "test_a_login_that_ended_while_typing_gives_the_words_back",
        "tests.practice.test_refused_forms:test_staff_get_theirs_back_as_well",
    ],
    "a taken port": ["tests.practice.test_start:test_a_taken_port_is_named_with_the_next_one"],
    "an unwritable data folder": [
        "tests.practice.test_start:test_a_data_folder_that_cannot_be_made_is_named",
    ],
}
EVERY_EXERCISE = (
    "relationship_narrative",
    "collaborative_stance",
    "hope_question",
    "coping_list",
    "strength_exploration",
    "exception_log",
    "miracle_question",
    "scale_placement",
    "value_ranking",
    "exception_deep_description",
    "pattern_recognition",
    "micro_experiment",
    "action_menu",
    "commitment_experiment",
    "feedback_loop",
    "progress_narrative",
    "prevention_plan",
    "celebration_meaning",
)
ODD = "🫖👨‍👩‍👧 שלום 好的 <b>&amp;</b> ‮abc‬\r\n\r\nsecond line"
TYPED_IN = re.compile(r'<textarea[^>]* name="([^"]+)"')


@pytest.mark.parametrize("place", [name for names in PROVED.values() for name in names])
def test_the_proof_named_is_there(place: str) -> None:
    module, _colon, name = place.partition(":")
    assert callable(getattr(import_module(module), name))


@pytest.mark.django_db
def test_every_exercise_is_walked() -> None:
    load_library()
    rows = Exercise.objects.filter(programme_key="collaborative", is_current=True)
    assert {row.key for row in rows} == set(EVERY_EXERCISE)


class Sheet:
    """One exercise in the browser of its member, without scripts."""

    def __init__(self, assignment: Assignment) -> None:
        self.browser = Browser()
        self.browser.force_login(login_of(assignment.case))
        self.url = f"/portal/homework/{assignment.pk}/"
        if log_field(assignment.exercise.fields):
            self.url += f"entries/{uuid4()}/"  # each moment has a page of its own

    def shown(self) -> str:
        return self.browser.get(self.url).content.decode()

    def fields(self) -> list[str]:
        """Every field that takes words; the row that scripts copy is none yet."""
        return [name for name in TYPED_IN.findall(self.shown()) if "__prefix__" not in name]

    def save(self, words: str) -> Any:
        """`words` in every field, and the Save button."""
        names = self.fields()
        counts = {f"{name.rsplit('-', 2)[0]}-count": "1" for name in names if "-0-" in name}
        return self.browser.post(self.url, dict.fromkeys(names, words) | counts)


@pytest.fixture
def sheet(request: pytest.FixtureRequest, db: None) -> Sheet:
    return Sheet(give(make_couple_case(make_therapist()), request.param))


@pytest.mark.parametrize("sheet", EVERY_EXERCISE, indirect=True)
def test_odd_words_are_kept_as_they_were_typed(sheet: Sheet) -> None:
    assert sheet.save(ODD).status_code == 302
    kept = unescape(sheet.shown()).replace("\r\n", "\n")
    assert ODD.replace("\r\n", "\n") in kept
    assert "<b>&amp;</b>" not in sheet.shown()


@pytest.mark.parametrize("sheet", EVERY_EXERCISE, indirect=True)
def test_signs_that_no_page_can_hold_are_left_out_and_the_rest_is_kept(sheet: Sheet) -> None:
    assert sheet.save("tea\0 by\x07 the\x1b window").status_code == 302
    assert "tea by the window" in sheet.shown()


@pytest.mark.parametrize("sheet", EVERY_EXERCISE, indirect=True)
def test_spaces_alone_are_nothing(sheet: Sheet) -> None:
    assert sheet.save("  \n\t　 ").status_code == 302
    assert not Answer.objects.exists()


@pytest.mark.parametrize("sign", ["a ", "🫖"], ids=["letters", "emoji"])
@pytest.mark.parametrize("sheet", ["hope_question", "coping_list", "value_ranking"], indirect=True)
def test_a_hundred_thousand_signs_stay_on_the_page_with_the_limit(sheet: Sheet, sign: str) -> None:
    endless = sign * (100_000 // len(sign))
    answer = sheet.save(endless)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "There is room for" in told
    assert "100,000" in told
    assert endless in told
    assert not Answer.objects.exists()


@pytest.mark.parametrize("sheet", ["value_ranking"], indirect=True)
def test_more_than_can_be_read_at_all_is_said_and_not_stored(sheet: Sheet) -> None:
    answer = sheet.save("🫖" * 400_000)
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()
    assert not Answer.objects.exists()
