"""The page on which staff see and record what the people of a case agreed to, and what follows."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Agreement, Case, Consent, SecretsPolicy, Withdrawal
from clients.models.agreed_texts import consent_text, policy_text
from clients.services.cases import create_client, open_case
from clients.services.consents import give_consent, withdraw_consent
from clients.services.invitations import invite, token_of
from clients.services.policies import choose_policy, sign_policy
from practice.models import AuditEvent, Practice, User
from sessions.models import Note
from sessions.services import note_life
from tests import factories as make
from tests.clients.staff_pages import (
    assert_closed_to_strangers,
    make_supervisor,
    queries_of,
    sign_in,
)
from tests.reading_grade import reading_grade, sentences
from tests.sessions.hours import draft, hour

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make.make_therapist()


@pytest.fixture
def couple(ana: User) -> Case:
    return make.make_couple_case(ana)


@pytest.fixture
def hers(ana: User) -> Browser:
    return sign_in(ana)


def url(case: Case, name: str = "case_consent", *keys: Any) -> str:
    return reverse(f"clients:{name}", args=[case.pk, *keys])


def record(hers: Browser, case: Case, position: str = "A", **posted: Any) -> Any:
    member = make.member(case, position)
    told = {"kinds": ["recording"], "how": "paper", "given_on": str(Practice.load().today())}
    sent = {f"{member.pk}-{name}": value for name, value in (told | posted).items()}
    return hers.post(url(case, "consent_record", member.pk), sent)


def release(hers: Browser, case: Case, **posted: Any) -> Any:
    member, today = make.member(case), Practice.load().today()
    told = {
        "recipient": "Dr Okafor", "purpose": "a shared plan", "how": "paper",
        "given_on": str(today), "expires_on": str(today + timedelta(days=30)),
    }  # fmt: skip
    sent = {f"{member.pk}-release-{name}": value for name, value in (told | posted).items()}
    return hers.post(url(case, "release_record", member.pk), sent)


def text_of(hers: Browser, case: Case) -> str:
    return hers.get(url(case)).content.decode()


def standing(case: Case, kind: str, position: str = "A") -> Consent:
    client = make.member(case, position).client
    return Consent.objects.standing().get(client=client, kind=kind)


def test_the_page_is_the_staffs_alone(couple: Case) -> None:
    assert_closed_to_strangers(url(couple), "Zhao")
    for name in ("policy_choose",):
        assert_closed_to_strangers(url(couple, name), method="post")


def test_it_reads_alike_however_much_was_agreed(couple: Case, hers: Browser) -> None:
    few = queries_of(hers, url(couple))
    for _time in range(5):
        record(hers, couple)
    text_of(hers, couple)  # with the messages of what was just done
    assert queries_of(hers, url(couple)) == few


def test_what_is_recorded_stands_with_its_words_and_its_day(couple: Case, hers: Browser) -> None:
    until = Practice.load().today() + timedelta(days=90)
    kinds = ["recording", "therapy", "supervision"]
    assert record(hers, couple, kinds=kinds, expires_on=str(until)).status_code == 302
    consent = standing(couple, "recording")
    assert (consent.how, consent.expires_on, consent.case) == ("paper", until, couple)
    assert "recorded unless each person" in consent.words
    # Supervision follows from it: it lasts until it is taken back.
    latest = Consent.objects.filter(kind="supervision").first()
    assert latest is not None
    assert latest.expires_on is None
    assert AuditEvent.objects.filter(action="consent.given", subject_id=consent.pk).exists()


def test_what_is_over_or_taken_back_stays_in_the_history(couple: Case, hers: Browser) -> None:
    record(hers, couple)
    consent = standing(couple, "recording")
    assert hers.post(url(couple, "consent_withdraw", consent.pk)).status_code == 302
    assert not Consent.objects.standing().filter(kind="recording").exists()
    assert Withdrawal.objects.get().consent == consent
    assert "taken back in the room" in text_of(hers, couple)
    again = hers.post(url(couple, "consent_withdraw", consent.pk))
    assert again.status_code == 404
    assert AuditEvent.objects.filter(action="consent.withdrawn").count() == 1


def test_one_days_end_is_the_last_day_that_counts(couple: Case, hers: Browser, ana: User) -> None:
    today = Practice.load().today()
    record(hers, couple, expires_on=str(today))
    assert standing(couple, "recording").expires_on == today
    client, days = make.member(couple, "B").client, [today - timedelta(days=n) for n in (9, 1)]
    told = {"kind": "recording", "how": "paper", "given_on": days[0], "expires_on": days[1]}
    give_consent(ana, client, couple, **told)
    assert not Consent.objects.standing().filter(kind="recording", client=client).exists()
    assert "over since" in text_of(hers, couple)


def test_each_persons_are_their_own(couple: Case, hers: Browser) -> None:
    record(hers, couple, "A")
    assert not Consent.objects.filter(client=make.member(couple, "B").client, kind="recording")
    partner = sign_in(make.login_of(couple, "B"))
    own = partner.get(reverse("clients:portal_agreed", args=[couple.pk])).content.decode()
    assert "You may also agree to" in own
    his = standing(couple, "recording", "A")
    taken = partner.post(reverse("clients:portal_withdraw", args=[couple.pk, his.pk]))
    assert taken.status_code == 404


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"kinds": []}, "Choose at least one"),
        ({"kinds": ["portal"]}, "not one of the available choices"),
        ({"how": "portal"}, "not one of the available choices"),
        ({"how": ""}, "Choose how they said it"),
        ({"given_on": "1926-03-01"}, "check the year"),
        ({"given_on": "soon"}, "Write the date"),
        ({"expires_on": "2020-01-01"}, "This day is over"),
    ],
    ids=str,
)
def test_a_record_that_does_not_fit_says_why(
    couple: Case, hers: Browser, posted: dict[str, Any], said: str
) -> None:
    before = Consent.objects.count()
    page = record(hers, couple, **posted)
    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert Consent.objects.count() == before


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"recipient": ""}, "Name the person"),
        ({"purpose": ""}, "Say what it is for"),
        ({"expires_on": ""}, "Choose the last day"),
    ],
    ids=str,
)
def test_a_release_names_whom_what_for_and_until_when(
    couple: Case, hers: Browser, posted: dict[str, str], said: str
) -> None:
    page = release(hers, couple, **posted)
    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert not Consent.objects.filter(kind="release").exists()


def test_each_release_stands_for_itself(couple: Case, hers: Browser) -> None:
    release(hers, couple)
    release(hers, couple, recipient="The court", purpose="custody")
    first = Consent.objects.get(recipient="Dr Okafor")
    withdraw_consent(make.login_of(couple), first, how="portal")
    assert [one.recipient for one in Consent.objects.standing().filter(kind="release")] == [
        "The court"
    ]
    own = sign_in(make.login_of(couple)).get(reverse("clients:portal_agreed", args=[couple.pk]))
    assert "custody" in own.content.decode()


def test_an_empty_yes_from_a_service_is_refused(couple: Case, ana: User) -> None:
    member = make.member(couple)
    with pytest.raises(ValidationError, match="Only they can sign"):
        sign_policy(ana, member, read=SecretsPolicy.objects.get().content_hash)


def test_the_policy_changes_by_a_new_version_alone(couple: Case, hers: Browser, ana: User) -> None:
    same = hers.post(url(couple, "policy_choose"), {"kind": "limited"})
    assert "agreed on already" in same.content.decode()
    assert "Choose how you" in hers.post(url(couple, "policy_choose")).content.decode()
    assert hers.post(url(couple, "policy_choose"), {"kind": "full"}).status_code == 302
    assert [one.kind for one in SecretsPolicy.objects.all()] == ["full", "limited"]
    couple.refresh_from_db()
    assert couple.secrets_policy == "full"
    assert "has not signed this version yet" in text_of(hers, couple)
    alone = make.make_individual_case(ana)
    refused = hers.post(url(alone, "policy_choose"), {"kind": "full"})
    assert SecretsPolicy.objects.filter(case=alone).count() == 0
    assert refused.status_code == 200


def test_a_signature_on_paper_is_for_those_without_a_login(ana: User, hers: Browser) -> None:
    people = [make.make_client(ana, "Zhao Lei", login=False), make.make_client(ana, "Zhou Ting")]
    case = open_case(ana, people, secrets_policy=Case.Secrets.FULL)
    read = {"read": policy_text("full").content_hash}
    for position in "AB":
        address = url(case, "policy_on_paper", make.member(case, position).pk)
        hers.post(address)  # without the words that were signed, or with others
        hers.post(address, {"read": policy_text("limited").content_hash})
        assert not Agreement.objects.filter(how="paper", member__position=position).exists()
        hers.post(address, read)
    signed = Agreement.objects.filter(how="paper")
    assert [one.member.position for one in signed] == ["A"]


def test_a_supervisor_reads_while_everybody_agrees(couple: Case, hers: Browser) -> None:
    sam = make_supervisor(couple)
    assert sign_in(sam).get(url(couple)).status_code == 200
    page = reverse("clients:portal_exercise", args=[make.give(couple).pk])
    partner = sign_in(make.login_of(couple))
    assert "Sam (supervisor)" in partner.get(page).content.decode()
    consent = standing(couple, "supervision", "B")
    withdraw_consent(make.login_of(couple, "B"), consent, how="portal")
    assert sign_in(sam).get(url(couple)).status_code == 404
    # A name that vanished would tell the partner who took it back.
    assert "Sam (supervisor)" in partner.get(page).content.decode()


def test_one_persons_supervisor_is_not_named_where_they_do_not_read(ana: User) -> None:
    case = make.make_individual_case(ana)
    sam = make_supervisor(case)
    withdraw_consent(make.login_of(case), standing(case, "supervision"), how="portal")
    assert sign_in(sam).get(url(case)).status_code == 404
    page = reverse("clients:portal_exercise", args=[make.give(case).pk])
    assert "supervisor" not in sign_in(make.login_of(case)).get(page).content.decode()


def test_notes_are_shown_to_those_who_agreed_to_read_them(couple: Case, ana: User) -> None:
    note = draft(ana, hour(ana, couple), {"own_words-joint-quotes": "Both said it"})
    note_life.offer(ana, note, is_offered=True)
    a, b = (make.login_of(couple, position) for position in "AB")
    withdraw_consent(a, standing(couple, "notes"), how="portal")
    assert [Note.objects.offered_to(one).count() for one in (a, b)] == [0, 1]


def test_another_case_of_the_same_person_is_not_told_of(couple: Case, ana: User) -> None:
    alone = make.agree(open_case(ana, [make.member(couple).client]))
    consent = standing_in(alone)
    hers = sign_in(make.login_of(couple))
    assert (
        hers.get(reverse("clients:portal_withdraw", args=[couple.pk, consent.pk])).status_code
        == 404
    )
    withdraw_consent(make.login_of(couple), consent, how="portal")
    assert hers.get(reverse("clients:portal_today", args=[couple.pk])).status_code == 200
    assert hers.get(reverse("clients:portal_today", args=[alone.pk])).status_code == 302


def standing_in(case: Case) -> Consent:
    return Consent.objects.standing().get(case=case, kind="portal")


def test_a_new_policy_shows_who_waits(couple: Case, ana: User, hers: Browser) -> None:
    choose_policy(ana, couple, "full")
    make.agree(couple, "B")
    page = text_of(hers, couple)
    assert page.count("has not signed this version yet") == 1


def test_today_and_the_plan_tell_what_ends_soon_and_what_was_taken_back(
    couple: Case, hers: Browser, ana: User
) -> None:
    plan = reverse("sessions:session_plan", args=[hour(ana, couple).pk])
    ends = Practice.load().today() + timedelta(days=20)
    record(hers, couple, expires_on=str(ends))
    withdraw_consent(make.login_of(couple, "B"), standing(couple, "portal", "B"), how="portal")
    for page in (reverse("clients:today"), plan):
        told = hers.get(page).content.decode()
        assert "Lei: what was agreed about recording sessions ends on" in told
        assert "Ting took back what was agreed about the portal." in told
    record(hers, couple)  # once more, without a last day
    make.agree(couple, "B")
    for page in (reverse("clients:today"), plan):
        told = hers.get(page).content.decode()
        assert ("ends on" in told, "took back" in told) == (False, False)


def test_the_plan_names_who_has_no_consent_to_therapy(
    couple: Case, hers: Browser, ana: User
) -> None:
    plan = reverse("sessions:session_plan", args=[hour(ana, couple).pk])
    assert "no consent to therapy" not in hers.get(plan).content.decode()
    withdraw_consent(ana, standing(couple, "therapy"), how="room")
    assert "Lei: no consent to therapy on record yet." in hers.get(plan).content.decode()


def test_news_of_consents_are_for_those_who_work_with_the_case(couple: Case, ana: User) -> None:
    withdraw_consent(ana, standing(couple, "therapy"), how="room")
    for other in (make_supervisor(couple), make.make_therapist("Ben")):
        assert "took back" not in sign_in(other).get(reverse("clients:today")).content.decode()


def test_no_mail_goes_to_whoever_took_back_their_yes(ana: User, mailoutbox: list[Any]) -> None:
    person = create_client(ana, legal_name="Chen Jing", email="jing@test.example")
    case = open_case(ana, [person])
    first = invite(ana, person)
    yes = give_consent(ana, person, case, kind="email", how="room")
    withdraw_consent(ana, yes, how="room")
    with pytest.raises(ValidationError, match="took back"):
        invite(ana, person)
    assert Browser().get(f"/accounts/invitation/{token_of(first)}/").status_code == 410
    assert len(mailoutbox) == 1
    give_consent(ana, person, case, kind="email", how="room")
    assert invite(ana, person).withdrawn_at is None


@pytest.mark.parametrize("model", [SecretsPolicy, Agreement, Consent, Withdrawal])
def test_the_database_changes_no_row_of_it(couple: Case, ana: User, model: Any) -> None:
    withdraw_consent(ana, standing(couple, "email"), how="room")
    row = model.objects.first()
    times = {
        SecretsPolicy: "chosen_at", Agreement: "signed_at", Consent: "recorded_at",
        Withdrawal: "withdrawn_at",
    }  # fmt: skip
    field = times[model]
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{field: timezone.now()})
    row.delete()  # with its record it goes, at the end of the time of keeping


def test_what_people_read_is_plain(couple: Case) -> None:
    texts = [policy_text(kind) for kind in Case.Secrets] + [consent_text(k) for k in Consent.Kind]
    for text in texts:
        assert reading_grade(text.title, *text.paragraphs) <= 6, text.kind
        long = [one for one in sentences(text.words) if len(one.split()) > 20]
        assert long == [], text.kind
