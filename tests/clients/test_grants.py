"""Object permissions follow from the rows of intent, and from nothing else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone
from guardian.models import GroupObjectPermission, UserObjectPermission

from clients.models import Answer, AnswerGrant, AssignmentGrant, Case, CaseGrant, Supervision
from clients.services.grants import sync_grants
from clients.services.team import hand_over, leave_case
from practice.models import User
from tests import factories


@pytest.fixture
def ana(db: None) -> User:
    return factories.make_therapist()


@pytest.fixture
def couple(ana: User) -> Case:
    return factories.make_couple_case(ana)


def held(user: User) -> set[str]:
    return set(CaseGrant.objects.filter(user=user).values_list("permission__codename", flat=True))


def test_each_role_of_a_case_gets_its_own(couple: Case, ana: User) -> None:
    assert held(ana) == {"view_case", "change_case"}
    assert held(factories.login_of(couple, "A")) == {"use_portal"}
    assert held(factories.make_therapist("Ben")) == set()


def test_a_second_run_writes_nothing(couple: Case) -> None:
    factories.give(couple)
    before = set(CaseGrant.objects.values_list("pk", flat=True))
    sync_grants(couple)
    assert set(CaseGrant.objects.values_list("pk", flat=True)) == before


def test_an_assignment_goes_to_its_member_alone(couple: Case) -> None:
    factories.give(couple, to="A")
    users = set(AssignmentGrant.objects.values_list("user", flat=True))
    assert users == {factories.login_of(couple, "A").pk}


def test_a_together_assignment_goes_to_both(couple: Case) -> None:
    factories.give(couple, to=None)
    assert AssignmentGrant.objects.count() == 2


@pytest.mark.parametrize("audience", ["self", "therapist", "session"])
def test_an_answer_that_is_not_shared_gives_the_partner_nothing(
    couple: Case, audience: str
) -> None:
    factories.write(factories.give(couple, to="A"), audience=audience)
    sync_grants(couple)
    assert AnswerGrant.objects.count() == 0


def test_sharing_waits_for_its_time_and_ends_at_once(couple: Case) -> None:
    partner = factories.login_of(couple, "B")
    morning = timezone.now() + timedelta(hours=9)
    answer = factories.write(factories.give(couple, to="A"), audience="all", shares_on=morning)
    sync_grants(couple)
    assert not Answer.objects.shared_with(partner).exists()
    Answer.objects.update(shares_on=timezone.now())
    sync_grants(couple)
    assert list(Answer.objects.shared_with(partner)) == [answer]
    Answer.objects.update(audience="therapist")
    sync_grants(couple)
    assert not Answer.objects.shared_with(partner).exists()


def test_a_safety_flag_holds_back_what_still_waits(couple: Case) -> None:
    soon = timezone.now() + timedelta(hours=9)
    factories.write(factories.give(couple, to="A"), audience="all", shares_on=soon)
    Case.objects.update(safety_flag=True)
    sync_grants(couple)
    assert AnswerGrant.objects.count() == 0


def test_leaving_ends_sharing_but_keeps_ones_own(couple: Case) -> None:
    a, b = factories.member(couple, "A"), factories.login_of(couple, "B")
    given = factories.give(couple, to="A")
    answer = factories.write(given, audience="all", shares_on=timezone.now())
    sync_grants(couple)
    leave_case(couple.workers.get().user, a, left_on=timezone.now().date())
    assert not Answer.objects.shared_with(b).exists()
    assert list(Answer.objects.mine(factories.login_of(couple, "A"))) == [answer]


def test_a_handed_over_case_is_gone_for_the_earlier_therapist(couple: Case, ana: User) -> None:
    ben = factories.make_therapist("Ben")
    hand_over(ana, couple, worker=couple.workers.get(), to=ben)
    assert not Case.objects.visible_to(ana).exists()
    assert list(Case.objects.visible_to(ben)) == [couple]


def test_supervision_reads_while_it_lasts(couple: Case, ana: User) -> None:
    sam = factories.make_user("Sam", is_supervisor=True)
    row = Supervision.objects.create(
        supervisor=sam, supervisee=ana, since=timezone.now() - timedelta(days=1)
    )
    sync_grants(couple)
    assert list(Case.objects.visible_to(sam)) == [couple]
    assert not Case.objects.editable_by(sam).exists()
    row.until = timezone.now() - timedelta(hours=1)
    row.save()
    sync_grants(couple)
    assert not Case.objects.visible_to(sam).exists()


def test_an_inactive_login_holds_nothing(couple: Case, ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert not Case.objects.visible_to(User.objects.get(pk=ana.pk)).exists()
    assert not Case.objects.visible_to(ana).exists()  # also for a copy that does not know it yet


def test_a_superuser_sees_no_clinical_content(couple: Case) -> None:
    root = User.objects.create_superuser("root@test.example", factories.PASSWORD, name="Root")
    assert not Case.objects.visible_to(root).exists()


def test_a_permission_of_another_model_is_refused(couple: Case, ana: User) -> None:
    wrong = Permission.objects.get(codename="answer_assignment")
    with pytest.raises(ValidationError, match="another model"):
        CaseGrant.objects.bulk_create(
            [CaseGrant(user=ana, permission=wrong, content_object=couple)]
        )


def test_the_generic_tables_of_guardian_stay_empty(couple: Case) -> None:
    factories.give(couple, to=None)
    assert UserObjectPermission.objects.count() == 0
    assert GroupObjectPermission.objects.count() == 0
