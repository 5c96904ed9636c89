"""Pictures: what is taken in and what is left out, who sees them, what is said of a wrong file."""

import io
import struct
import uuid
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from clients.models import Answer, Assignment, Picture
from clients.services.pictures import LONGEST_SIDE, path_of
from clients.services.sharing import choose_audience
from practice.models import AuditEvent
from tests.clients.staff_pages import sign_in
from tests.factories import (
    give,
    login_of,
    make_couple_case,
    make_individual_case,
    make_therapist,
)
from tests.pictures import made, pictured_exercise

pytestmark = pytest.mark.django_db
NO_PICTURE = "We could not read this as a picture."
TOO_LARGE = "This picture is too large."


@pytest.fixture
def given() -> Assignment:
    return to_picture(make_couple_case(make_therapist()))


def to_picture(case: Any) -> Assignment:
    assignment = give(case)
    assignment.exercise = pictured_exercise()
    assignment.save()
    return assignment


def signed_in(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def browse(given: Assignment) -> Client:
    return signed_in(login_of(given.case))


def add(browse: Client, given: Assignment, data: bytes | None, **typed: str) -> HttpResponse:
    url = reverse("clients:portal_picture_add", args=[given.pk, "shown"])
    sent: dict[str, Any] = {"version": 0, "key": str(uuid.uuid4()), **typed}
    if data is not None:
        sent["shown-file"] = SimpleUploadedFile("C:\\me\\cups.png", data, "image/png")
    return browse.post(url, sent)


def page(browse: Client, given: Assignment) -> str:
    return browse.get(reverse("clients:portal_exercise", args=[given.pk])).content.decode()


def seen(browse: Client) -> HttpResponse:
    return browse.get(reverse("clients:portal_picture", args=[Picture.objects.get().pk]))


def image_of(response: HttpResponse) -> Image.Image:
    return Image.open(io.BytesIO(response.content))


def test_a_picture_comes_in_with_all_that_was_typed_around_it(
    given: Assignment, browse: Client
) -> None:
    typed = {"shown-alt": "Two cups 🙂", "told": "By the window"}
    assert add(browse, given, made(), **typed).status_code == 302
    answer, picture = Answer.objects.get(assignment=given), Picture.objects.get()
    assert answer.data == {
        "shown": {"picture": str(picture.pk), "alt": "Two cups 🙂"},
        "told": {"text": "By the window"},
    }
    shown = page(browse, given)
    assert f'src="/portal/pictures/{picture.pk}/" alt="Two cups 🙂"' in shown
    assert (picture.width, picture.height) == (40, 30)
    assert AuditEvent.objects.filter(action="picture.added").count() == 1


def test_it_is_handed_out_as_a_picture_and_nothing_else(given: Assignment, browse: Client) -> None:
    add(browse, given, made())
    told = seen(browse)
    assert (told.status_code, told["Content-Type"]) == (200, "image/jpeg")
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Cache-Control"] == "private, no-store"
    assert told["Content-Disposition"] == 'inline; filename="picture.jpeg"'
    assert image_of(told).size == (40, 30)


def test_on_the_disk_it_is_sealed_under_a_name_that_says_nothing(
    given: Assignment, browse: Client
) -> None:
    add(browse, given, made())
    place = path_of(Picture.objects.get())
    assert uuid.UUID(place.name).version == 4
    assert not place.read_bytes().startswith((b"\xff\xd8", b"\x89PNG"))
    place.unlink()
    assert seen(browse).status_code == 404


def test_where_and_when_it_was_taken_is_left_out(given: Assignment, browse: Client) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CANARY camera"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    photo = made("JPEG", exif=exif, comment=b"CANARY comment") + b"CANARY after the end"
    assert b"CANARY" in photo
    add(browse, given, photo)
    kept = seen(browse).content
    assert b"CANARY" not in kept
    assert dict(image_of(seen(browse)).getexif()) == {}


def test_a_turned_photo_is_turned_and_a_large_one_made_smaller(
    given: Assignment, browse: Client
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    add(browse, given, made("JPEG", (4000, 2000), exif=exif))
    assert image_of(seen(browse)).size == (LONGEST_SIDE // 2, LONGEST_SIDE)


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("P", "JPEG"), ("L", "JPEG")])
def test_every_usual_kind_of_picture_is_taken(
    given: Assignment, browse: Client, mode: str, kind: str
) -> None:
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, "PNG")
    assert add(browse, given, out.getvalue()).status_code == 302
    assert image_of(seen(browse)).format == kind


def bomb() -> bytes:
    """A few bytes that claim to be a picture of 3,600,000,000 dots."""

    def part(name: bytes, data: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + sum_

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", b"") + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(None, "Choose a picture first.", id="nothing chosen"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", NO_PICTURE, id="a drawing"),
        pytest.param(b"<html><script>alert(1)</script>", NO_PICTURE, id="a page"),
        pytest.param(made()[:60], NO_PICTURE, id="cut off"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 500, NO_PICTURE, id="a false head"),
        pytest.param(bomb(), NO_PICTURE, id="a bomb"),
        pytest.param(made("BMP", (5, 5)), NO_PICTURE, id="a kind that is not read"),
        pytest.param(made() + b"0" * 10_000_001, TOO_LARGE, id="too many bytes"),
        pytest.param(made("PNG", (9000, 6000)), TOO_LARGE, id="too many dots"),
    ],
)
def test_what_will_not_do_is_said_at_the_field_and_the_words_stay(
    given: Assignment, browse: Client, data: bytes | None, message: str
) -> None:
    told = add(browse, given, data, told="By the window")
    words = told.content.decode()
    assert told.status_code == 200
    assert message in words.split('id="part-shown"')[1].split('id="part-told"')[0]
    assert "By the window" in words
    assert Answer.objects.get(assignment=given).data == {"told": {"text": "By the window"}}
    assert not Picture.objects.exists()


def test_words_alone_do_as_well_and_a_picture_can_be_taken_away(
    given: Assignment, browse: Client
) -> None:
    add(browse, given, made(), **{"shown-alt": "Two cups"})
    picture, url = Picture.objects.get(), reverse("clients:portal_exercise", args=[given.pk])
    answer = Answer.objects.get(assignment=given)
    sent = {"version": answer.version, "key": str(uuid.uuid4()), "shown-alt": "Two cups"}
    browse.post(url, {**sent, "remove": f"shown:{picture.pk}"})
    answer.refresh_from_db()
    assert answer.data["shown"] == {"alt": "Two cups"}


def test_nobody_puts_another_picture_in_its_place(given: Assignment, browse: Client) -> None:
    add(browse, given, made())
    other = to_picture(make_individual_case(make_therapist("Ben"), "Liu Jia"))
    stranger = signed_in(login_of(other.case))
    sent = {"section": "shown", "version": 0, "key": str(uuid.uuid4()), "shown-alt": "mine"}
    for mark in (str(Picture.objects.get().pk), f"{Picture.objects.get().pk}:forged"):
        url = reverse("clients:portal_exercise", args=[other.pk])
        stranger.post(url, {**sent, "shown-picture": mark}, headers={"X-Autosave": "1"})
        assert Answer.objects.get(assignment=other).data["shown"] == {"alt": "mine"}
    assert seen(stranger).status_code == 404


def test_it_goes_as_far_as_its_answer_and_no_further(given: Assignment, browse: Client) -> None:
    add(browse, given, made())
    ana = given.given_by
    lei, ting = (login_of(given.case, one) for one in "AB")
    partner, staff = signed_in(ting), sign_in(ana)
    at_work = reverse("clients:picture", args=[Picture.objects.get().pk])
    assert (seen(partner).status_code, staff.get(at_work).status_code) == (404, 200)
    choose_audience(lei, given, "all", share_now=True)
    assert seen(partner).status_code == 200
    choose_audience(lei, given, "self")
    assert (seen(partner).status_code, staff.get(at_work).status_code) == (404, 404)
    readers = AuditEvent.objects.filter(action="picture.read").values_list("actor_id", flat=True)
    assert set(readers) == {ana.pk, ting.pk}


@pytest.mark.parametrize(
    ("limit", "staff", "partner"),
    [("self", 404, 404), ("therapist", 200, 404), ("partners", 404, 200), ("all", 200, 200)],
)
def test_a_field_that_goes_less_far_keeps_its_picture(
    given: Assignment, browse: Client, limit: str, staff: int, partner: int
) -> None:
    """By the road itself, and not only by the look at what stands in the answer."""
    given.exercise = pictured_exercise(f"pictured_{limit}", audience=limit)
    given.save()
    add(browse, given, made(), told="By the window")
    choose_audience(login_of(given.case), given, "all", share_now=True)
    ana, ting = given.given_by, login_of(given.case, "B")
    at_work = reverse("clients:picture", args=[Picture.objects.get().pk])
    assert (sign_in(ana).get(at_work).status_code, seen(signed_in(ting)).status_code) == (
        staff,
        partner,
    )
    roads = (Picture.objects.visible_to(ana), Picture.objects.shared_with(ting))
    assert [road.exists() for road in roads] == [staff == 200, partner == 200]


def test_on_a_hard_day_the_latest_ones_are_there(given: Assignment, browse: Client) -> None:
    """One's own that still stand in an answer; a gift with its picture; nothing else of anybody."""
    url = reverse("clients:portal_case_rough_day", args=[given.case_id])
    add(browse, given, made(), **{"shown-alt": "The first cup"})
    shown = browse.get(url).content.decode()
    first = Picture.objects.get()
    assert f'src="/portal/pictures/{first.pk}/" alt="The first cup"' in shown
    assert "/portal/pictures/" not in signed_in(login_of(given.case, "B")).get(url).content.decode()
    answer = Answer.objects.get(assignment=given)
    sent = {"version": answer.version, "key": str(uuid.uuid4()), "shown-alt": "No cup"}
    browse.post(
        reverse("clients:portal_exercise", args=[given.pk]),
        {**sent, "remove": f"shown:{first.pk}"},
    )
    assert "/portal/pictures/" not in browse.get(url).content.decode()
    for _time in range(5):
        add(browse, to_picture(given.case), made())
    assert browse.get(url).content.decode().count("/portal/pictures/") == 3


def test_earlier_ones_stand_with_what_was_written(given: Assignment, browse: Client) -> None:
    add(browse, given, made(), **{"shown-alt": "The first cup"})
    again = to_picture(given.case)
    earlier = browse.get(reverse("clients:portal_earlier", args=[again.pk])).content.decode()
    assert f'src="/portal/pictures/{Picture.objects.get().pk}/"' in earlier
    leads = pictured_exercise("pictured_leads")
    leads.body = leads.body | {"feeds": ["pictured"]}
    leads.save()
    given.exercise = leads
    given.save()
    assert f'src="/portal/pictures/{Picture.objects.get().pk}/"' in page(browse, again)


def test_the_therapist_sees_it_where_the_words_stand(given: Assignment, browse: Client) -> None:
    add(browse, given, made(), **{"shown-alt": "Two cups"})
    url = reverse("clients:case_homework", args=[given.case_id])
    shown = sign_in(given.given_by).get(url).content.decode()
    assert f'src="/cases/pictures/{Picture.objects.get().pk}/" alt="A picture: Two cups"' in shown


def test_with_the_answer_goes_the_file(
    given: Assignment, browse: Client, django_capture_on_commit_callbacks: Any
) -> None:
    add(browse, given, made())
    place = path_of(Picture.objects.get())
    with django_capture_on_commit_callbacks(execute=True):
        Answer.objects.get(assignment=given).delete()
    assert not place.exists()


def test_a_field_that_takes_no_file_has_no_such_address(given: Assignment, browse: Client) -> None:
    url = reverse("clients:portal_picture_add", args=[given.pk, "told"])
    assert browse.post(url, {}).status_code == 404
    given.status = Assignment.Status.SET_ASIDE
    given.save()
    late = add(browse, given, made(), told="typed too late")
    assert (late.status_code, "typed too late" in late.content.decode()) == (403, True)
