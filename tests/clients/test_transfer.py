"""Lists of people: what comes in, what is refused and why, and what goes out."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clients.models import Client
from clients.models.client import ContactChannel
from clients.services.cases import create_client, open_case
from clients.transfer import run
from clients.transfer.cells import guard, unguard
from clients.transfer.keeping import open_list
from clients.transfer.reading import FileRefused
from clients.transfer.resource import write_list
from practice.models import AuditEvent, User
from tests import factories

SYNTHEA = Path(__file__).resolve().parent.parent / "data" / "synthea_patients.csv"
HEADING = "Full name,E-mail,Date of birth,Phone,Safe contact,External ID"


@pytest.fixture
def office(db: None) -> User:
    return factories.make_office()


@pytest.fixture
def page(office: User) -> Browser:
    browser = Browser()
    browser.force_login(office)
    session = browser.session
    session["second_factor_set"] = True
    session.save()
    return browser


def rows(*lines: str) -> bytes:
    return "\n".join((HEADING, *lines)).encode()


def look(data: bytes, preset: str = "generic") -> run.Report:
    return run.look(open_list(io.BytesIO(data), preset).records, Client.objects.all())


def bring_in(data: bytes, preset: str = "generic") -> run.Report:
    records = open_list(io.BytesIO(data), preset).records
    return run.bring_in(None, records, Client.objects.all(), preset=preset)


def reasons(report: run.Report) -> list[tuple[int, str]]:
    return [(refusal.row, refusal.column) for refusal in report.shown_refused]


def workbook(*lines: list[Any], title: str = "People", more: int = 0) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for line in lines:
        sheet.append(line)
    for _number in range(more):
        book.create_sheet()
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(page: Browser, data: bytes, name: str = "people.csv", preset: str = "generic") -> Any:
    file = SimpleUploadedFile(name, data)
    return page.post(reverse("clients:transfer_import"), {"file": file, "preset": preset})


# --- what a list becomes


def test_a_list_becomes_people(db: None) -> None:
    report = bring_in(rows("Maria Sousa,Maria@X.example,1990-03-30,+49 30 12,phone,A-1"))
    assert report.added == 1
    person = Client.objects.get()
    assert person.legal_name == "Maria Sousa"
    assert (person.born_on, person.phone) == (date(1990, 3, 30), "+49 30 12")
    assert (person.channel, person.external_id) == ("phone", "A-1")


def test_the_same_list_again_changes_nothing(db: None) -> None:
    data = rows("Maria Sousa,m@x.example,1990-03-30,,,A-1", "Tom Baer,,1980-01-02,,,", "Ng,,,,,")
    assert bring_in(data).added == 3
    report = bring_in(data)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)


def test_an_empty_cell_changes_nothing(db: None) -> None:
    bring_in(rows("Maria Sousa,m@x.example,1990-03-30,555,,A-1"))
    report = bring_in(rows("Maria Sousa,,,556,,A-1"))
    assert report.shown_changed[0].changes == [("phone", "555", "556")]
    person = Client.objects.get()
    assert (person.email, person.phone) == ("m@x.example", "556")


def test_a_look_writes_nothing(db: None) -> None:
    assert look(rows("Maria Sousa,m@x.example,,,,")).added == 1
    assert not Client.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_import_is_on_record_person_by_person(db: None) -> None:
    bring_in(rows("Maria Sousa,m@x.example,,,,"))
    bring_in(rows("Maria Sousa,m@x.example,,555,,"))
    told = list(AuditEvent.objects.values_list("action", "subject_id", "detail"))
    person = Client.objects.get().pk
    assert told[0] == ("client.created", person, {})
    assert told[2] == ("client.changed", person, {"fields": ["phone"]})
    assert told[3][0] == "clients.imported"
    assert told[3][2]["changed"] == 1


def test_a_case_follows_the_new_name_of_its_people(db: None) -> None:
    therapist = factories.make_therapist()
    people = [
        create_client(therapist, legal_name=name, email=f"{name}@x.example")
        for name in ("Ann", "Bo")
    ]
    shown = open_case(therapist, people, secrets_policy="limited")
    renamed = open_case(therapist, people[:1])
    renamed.title = "Tuesday, 10"
    renamed.save()
    bring_in(rows("Anna Berg,ann@x.example,,,,"))
    for case in (shown, renamed):
        case.refresh_from_db()
    assert shown.title == "Anna Berg & Bo"
    assert renamed.title == "Tuesday, 10"


def test_a_list_never_reopens_contact_that_somebody_closed(db: None) -> None:
    create_client(None, legal_name="Ann", email="ann@x.example", channel=ContactChannel.NONE)
    report = bring_in(rows("Ann,ann@x.example,,,email,"))
    assert reasons(report) == [(2, "channel")]
    assert Client.objects.get().channel == ContactChannel.NONE


# --- what is refused, row by row


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Tom,tom@x,,,,", "email"),
        ("Tom,,03/04/1990,,,", "born_on"),
        ("Tom,,1890-01-01,,,", "born_on"),
        ("Tom,,2190-01-01,,,", "born_on"),
        ("Tom,,32597,,,", "born_on"),
        (",tom@x.example,,,,", "legal_name"),
        ("=HYPERLINK(1),,,,,", "legal_name"),
        ("@SUM(1),,,,,", "legal_name"),
        ("Tom,,,,pigeon,", "channel"),
        (f"{'x' * 100_000},,,,,", "legal_name"),
        ("Tom\x07,,,,,", "legal_name"),
        ("Tom,,,,,,,stray", ""),
    ],
)
def test_a_row_is_refused_with_its_place(db: None, line: str, column: str) -> None:
    report = bring_in(rows("Ann Good,ann@x.example,,,,", line))
    assert (report.added, report.refused) == (1, 1)
    assert reasons(report) == [(3, column)]
    assert len(report.shown_refused[0].why) < 100


def test_every_fault_of_a_row_is_told_and_the_row_counts_once(db: None) -> None:
    report = look(rows("Tom,tom@x,1890-01-01,,pigeon,"))
    assert reasons(report) == [(2, "email"), (2, "born_on"), (2, "channel")]
    assert report.refused == 1


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        ("Ann,a@x.example,,,,", "Bo,A@X.EXAMPLE,,,,", "email"),
        ("Ann,,,,,7", "Bo,,,,,7", "external_id"),
        ("Ann,,1990-01-01,,,", "Ann,,1990-01-01,,,", "legal_name"),
        ("Ann,a@x.example,,,,", "Ann,,,,,", "legal_name"),
    ],
)
def test_the_second_row_of_the_same_person_is_refused(
    db: None, first: str, second: str, column: str
) -> None:
    report = bring_in(rows(first, second))
    assert reasons(report) == [(3, column)]
    assert "2" in report.shown_refused[0].why
    assert Client.objects.count() == 1


def test_one_person_named_in_two_ways_is_refused_the_second_time(db: None) -> None:
    bring_in(rows("Ann,a@x.example,,,,7"))
    report = bring_in(rows("Ann,,,555,,7", "Ann,a@x.example,,556,,"))
    assert reasons(report) == [(3, "")]
    assert Client.objects.get().phone == "555"


def test_an_address_never_wanders_to_somebody_else(db: None) -> None:
    bring_in(rows("Ann,a@x.example,,,,7", "Bo,b@x.example,,,,8"))
    report = bring_in(rows("Ann,b@x.example,,,,7", "Bo,b@x.example,,,,9"))
    assert reasons(report) == [(2, "email"), (3, "external_id")]


def test_a_namesake_who_may_be_the_same_person_is_asked_about(db: None) -> None:
    bring_in(rows("Ann Lee,a@x.example,1990-01-01,,,"))
    assert reasons(look(rows("Ann Lee,,,,,"))) == [(2, "legal_name")]
    assert look(rows("Ann Lee,,1991-02-02,,,")).added == 1
    assert look(rows("Ann Lee,,1990-01-01,,,")).unchanged == 1


def test_rows_of_later_batches_meet_the_earlier_ones(db: None) -> None:
    lines = [f"Person {number},p{number}@x.example,,,," for number in range(1_200)]
    report = bring_in(rows(*lines, "Late,p3@x.example,,,,"))
    assert (report.added, reasons(report)) == (1_200, [(1_202, "email")])
    assert len(report.shown_added) == run.MOST_SHOWN


def test_a_long_list_does_what_its_preview_said(db: None) -> None:
    """A row of a later batch does not meet the people whom an earlier one brought."""
    lines = [f"Person {number},,,,," for number in range(700)]
    data = rows("Ann Lee,a@x.example,1990-01-01,,,", *lines, "Ann Lee,,,,,")
    preview = look(data)
    assert preview.added == 702
    assert bring_in(data).mark == preview.mark


def test_what_fails_at_the_end_leaves_nothing_of_the_beginning(db: None) -> None:
    lines = [f"Person {number},,,,," for number in range(1_200)]
    with pytest.raises(FileRefused, match="Row 1202"):
        bring_in(rows(*lines, '"never closed,,,,,'))
    assert not Client.objects.exists()
    assert not AuditEvent.objects.exists()


# --- which file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_usual_encoding_is_read(db: None, encoding: str) -> None:
    bring_in("Full name;Phone\nZoë Müller;1\n".encode(encoding))
    assert Client.objects.get().legal_name == "Zoë Müller"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_read(db: None, separator: str) -> None:
    bring_in(f"Full name{separator}Phone\r\nAnn{separator}12\r\n".encode())
    assert Client.objects.get().phone == "12"


def test_a_line_that_names_the_separator_is_no_row(db: None) -> None:
    assert look(b"sep=;\nFull name;Phone\n=1;2\n").shown_refused[0].row == 3
    assert look(b"sep=\t\nFull name\tPhone\n=1\t2\n").shown_refused[0].row == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n,,\n", "empty"),
        (b"Phone,E-mail\n1,a@x.example\n", "Full name"),
        (b"Full name,Full name\na,b\n", "mean the same"),
        (b"Full name\n\x81\x8d\x8f\n", "neither CSV nor XLSX"),
        (b"%PDF-1.7\n1 0 obj", "neither CSV nor XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "older Excel"),
        (b"\xff\xfe\x00\x00F\x00\x00\x00", "neither CSV nor XLSX"),
        (b"Full name\n" + b"a\0b\n" * 5_000, "neither CSV nor XLSX"),
        (b'Full name,Phone\n"Ann,1\n', "Row 2"),
        (b"Full name\n" + b"x" * 200_000, "Row 2"),
        (b"Full name" + b",x" * 300 + b"\n" + b"a," * 300, "Row 2 has more than 200"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(db: None, data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        bring_in(data)
    assert not Client.objects.exists()


def test_a_workbook_is_read_as_it_looks(db: None) -> None:
    data = workbook(
        ["Full name", "Date of birth", "Phone", "External ID"],
        ["Ann Lee", date(1990, 3, 30), 4930123, 7.0],
        [None, None, None, None],
        ["=1+1", None, None, None],
        more=1,
    )
    found = open_list(io.BytesIO(data), "generic")
    assert "People" in found.notes[0]
    report = run.bring_in(None, found.records, Client.objects.all(), preset="generic")
    person = Client.objects.get()
    assert (person.born_on, person.phone) == (date(1990, 3, 30), "4930123")
    assert person.external_id == "7"
    assert reasons(report) == [(4, "legal_name")]


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


def test_a_workbook_of_countless_cells_is_refused_early(db: None) -> None:
    data = workbook(["Full name"], *[["x"] * 190 for _number in range(1_400)])
    with pytest.raises(FileRefused, match="far more than"):
        bring_in(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped(xl__workbook_xml=b"x", big=b"0" * 21_000_000), "far more than"),
        (zipped(xl__workbook_xml=b"0" * 2_000_000), "far more than"),
        (zipped(xl__workbook_xml=b"x", **{f"p{n}": b"" for n in range(120)}), "far more"),
        (zipped(readme=b"hello"), "ZIP file, not an Excel workbook"),
        (zipped(xl__workbook_xml=b"<broken"), "damaged"),
    ],
)
def test_a_bomb_is_never_unpacked(db: None, data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        bring_in(data)


def test_an_entity_bomb_in_a_workbook_is_refused(db: None) -> None:
    bomb = b"<!DOCTYPE a [<!ENTITY x 'boom'><!ENTITY y '&x;&x;&x;'>]><worksheet>&y;</worksheet>"
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["Full name"], ["Ann"]))) as good,
        zipfile.ZipFile(buffer, "w") as bad,
    ):
        for part in good.namelist():
            bad.writestr(part, bomb if part.endswith("sheet1.xml") else good.read(part))
    with pytest.raises(FileRefused, match="damaged"):
        bring_in(buffer.getvalue())


def test_synthea_names_lose_their_digits_and_the_dead_are_left_out(db: None) -> None:
    report = bring_in(SYNTHEA.read_bytes(), "synthea")
    assert (report.added, reasons(report)) == (10, [(2, "died_on")])
    person = Client.objects.get(external_id="28d7b56c-6056-d0a2-2991-39d6e917216c")
    assert person.legal_name == "Angela Bella Jacobi"
    assert person.born_on == date(1995, 7, 7)
    assert (person.pronouns, person.email) == ("", "")
    assert bring_in(SYNTHEA.read_bytes(), "synthea").unchanged == 10


# --- out and in again


@given(st.text(max_size=30))
def test_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_exported_list_comes_back_unchanged(db: None, kind: str) -> None:
    hostile = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=1", 'Ann; "Lee", 2', "陈静"]
    for name in hostile:
        create_client(None, legal_name=name, phone="+49 30 1", born_on=date(1990, 3, 30))
    content, _content_type = write_list(Client.objects.all(), kind)
    report = look(content)
    assert (report.added, report.changed, report.unchanged) == (0, 0, len(hostile))
    assert report.refused == 0


def test_no_exported_cell_is_a_formula(db: None) -> None:
    create_client(None, legal_name="=1+1", phone="+49", contact_rules="-2+3", pronouns="@x")
    text = write_list(Client.objects.all(), "csv")[0].decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    content = write_list(Client.objects.all(), "xlsx")[0]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    cells += [str(cell.value or "") for line in sheet.iter_rows() for cell in line]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


# --- pages


def test_upload_preview_confirm(page: Browser) -> None:
    answer = upload(page, rows("Maria Sousa,m@x.example,,,,", "Tom,tom@x,,,,"))
    preview = page.get(answer["Location"])
    assert not Client.objects.exists()
    text = preview.content.decode()
    assert "Maria Sousa" in text
    assert "Is not an e-mail address" in text
    done = page.post(answer["Location"], {"mark": preview.context["report"].mark}, follow=True)
    assert "1 person added, 0 changed." in done.content.decode()
    assert Client.objects.get().legal_name == "Maria Sousa"
    again = page.post(answer["Location"], {"mark": ""}, follow=True)
    assert "no longer kept" in again.content.decode()


def test_what_was_not_asked_for_is_not_kept(page: Browser) -> None:
    answer = upload(page, SYNTHEA.read_bytes(), preset="synthea")
    kept = page.get(answer["Location"]).context["kept"]
    assert "999-96-6821" not in repr(kept.records)
    assert "SSN" in kept.left_alone


def test_the_kept_list_is_sealed(page: Browser, office: User) -> None:
    token = upload(page, rows("Maria Sousa,m@x.example,,,,"))["Location"].split("/")[-2]
    stored = cache.get(f"import:{office.pk}:{token}")
    assert b"Maria" not in stored
    assert b"Full name" not in stored


def test_people_who_changed_since_the_preview_stop_the_import(page: Browser) -> None:
    answer = upload(page, rows("Maria Sousa,m@x.example,,,,"))
    mark = page.get(answer["Location"]).context["report"].mark
    create_client(None, legal_name="Maria Sousa", email="m@x.example")
    done = page.post(answer["Location"], {"mark": mark}, follow=True)
    assert "Nothing was added" in done.content.decode()
    assert Client.objects.count() == 1
    assert not AuditEvent.objects.filter(action="clients.imported").exists()


def test_a_confirmation_without_its_preview_does_nothing(page: Browser) -> None:
    answer = upload(page, rows("Maria Sousa,m@x.example,,,,"))
    page.post(answer["Location"])
    assert not Client.objects.exists()


def test_the_list_of_somebody_else_is_not_kept_for_you(page: Browser) -> None:
    answer = upload(page, rows("Maria Sousa,m@x.example,,,,"))
    other = Browser()
    other.force_login(factories.make_office())
    session = other.session
    session["second_factor_set"] = True
    session.save()
    told = other.get(answer["Location"], follow=True).content.decode()
    assert "no longer kept" in told
    assert "Maria" not in told


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "neither CSV nor XLSX"),
        (b"", "This file is empty"),
        (b"Full name\n", "nobody under the heading"),
        (b"Full name\n" + b"Ann\n" * 20_001, "More than 20,000 rows"),
        (b"Full name\n" + b"x" * 10_000_000, "over 10 MB"),
        (b"<script>alert(1)</script>\nx\n", "names no column"),
    ],
)
def test_a_file_that_will_not_do_is_told_at_the_field(
    page: Browser, data: bytes, words: str
) -> None:
    answer = upload(page, data)
    assert answer.status_code == 200
    assert words in answer.context["form"].errors["file"][0]
    assert "<script>alert" not in answer.content.decode()


def test_no_file_and_an_unknown_kind_are_told(page: Browser) -> None:
    answer = page.post(reverse("clients:transfer_import"), {"preset": "other"})
    assert set(answer.context["form"].errors) == {"file", "preset"}


def test_an_export_is_a_file_and_is_on_record(page: Browser, office: User) -> None:
    create_client(None, legal_name="Ann Lee")
    answer = page.post(reverse("clients:transfer_export"), {"kind": "xlsx"})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.get(action="clients.exported")
    assert (event.actor_id, event.detail) == (office.pk, {"kind": "xlsx", "people": 1})
    assert page.post(reverse("clients:transfer_export"), {"kind": "html"}).status_code == 200


ADDRESSES = [
    reverse("clients:transfer_import"),
    reverse("clients:transfer_export"),
    reverse("clients:transfer_preview", args=["6872def5-772f-427c-3053-de6e1c71ce0a"]),
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["is_therapist", "is_supervisor", "is_client", "is_superuser"])
def test_lists_are_for_office_and_owner_alone(db: None, address: str, role: str) -> None:
    browser = Browser()
    browser.force_login(factories.make_user(**{role: True}))
    session = browser.session
    session["second_factor_set"] = True
    session.save()
    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_lists_ask_strangers_to_sign_in(db: None, address: str) -> None:
    assert Browser().get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_lists_know_no_other_method(page: Browser, address: str) -> None:
    assert page.delete(address).status_code == 405


# --- the command


def test_the_command_looks_and_brings_in(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    options = {"preset": "synthea"}
    call_command("import_clients", SYNTHEA, dry_run=True, **options)
    assert not Client.objects.exists()
    said = capsys.readouterr().out
    assert "Would be: 10 added, 0 changed, 0 unchanged, 1 refused." in said
    assert "Row 2, date of death: This person has died" in said
    call_command("import_clients", SYNTHEA, **options)
    assert Client.objects.count() == 10


@pytest.mark.parametrize("content", [None, b"%PDF", b'Full name\nAnn\n"Bo\n'])
def test_the_command_says_why_it_did_nothing(
    db: None, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "people.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=r"people\.csv"):
        call_command("import_clients", file)
    assert not Client.objects.exists()
