"""A agreed that somebody may be told of her alone, for a reason; what can be asked for of it."""

from datetime import timedelta

from clients.models import Consent, Way
from clients.services.consents import give_consent
from clients.services.guardians import add_guardian
from practice.models import Practice
from tests import factories
from tests.access.people import World


def add_release(world: World) -> None:
    release = give_consent(
        world.therapist,
        factories.member(world.couple).client,
        world.couple,
        kind=Consent.Kind.RELEASE,
        how=Way.PAPER,
        recipient=world.word("who may be told of A"),
        purpose=world.word("what they are told of A for"),
        expires_on=Practice.load().today() + timedelta(days=30),
    )
    guardian = add_guardian(
        world.therapist,
        factories.member(world.couple).client,
        world.couple,
        name=world.word("who decides along for A"),
        relation="aunt",
        told=[],
    )
    world.objects["the couple, a guardian of A"] = {
        "pk": world.couple.pk,
        "member_pk": factories.member(world.couple).pk,
        "guardian_pk": guardian.pk,
    }
    of_b = Consent.objects.get(
        client__user=world.logins["B"], case=world.couple, kind=Consent.Kind.THERAPY
    )
    for who, consent in (("A", release), ("B", of_b)):
        world.objects[f"the couple, a consent of {who}"] = {
            "pk": world.couple.pk,
            "consent_pk": consent.pk,
        }
        world.objects[f"a consent of {who}"] = {"case_pk": world.couple.pk, "pk": consent.pk}
    for kind in ("recording", "release"):
        keys = {"case_pk": world.couple.pk, "kind": kind}
        world.objects[f"the couple, agreeing to {kind}"] = keys
