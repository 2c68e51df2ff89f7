"""A slip shows who she is: it goes with her own data, the record of it stays."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from contributions import forgotten_proofs, transfer_proofs
from contributions.models import ElsewhereMonth, PaidElsewhere
from members.models import Erasure
from tests.contributions.elsewhere import confirm, deny, record
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=900)
EARLIER = NOON - dt.timedelta(days=1)


def erased(member, what, at=LATER):
    Erasure.objects.create(member=member, market=member.market, what=what, why="retention", at=at)


def forgotten():
    return {row.pk for row in PaidElsewhere.objects.select_related("proof") if not row.proof.sealed}


def test_a_proof_that_was_answered_goes_with_her_pictures(cast):
    row, other = (record(cast.member(), by=cast.collector) for _ in range(2))
    confirm(row, by=cast.treasurer)
    deny(other, by=cast.treasurer)
    erased(row.member, "pictures")
    assert forgotten_proofs.sweep(at=LATER) == 1
    assert forgotten() == {row.pk}
    assert forgotten_proofs.sweep(at=LATER) == 0
    assert ElsewhereMonth.objects.filter(record=row).exists()


def test_one_that_waits_stays_until_bpjs_has_answered_or_her_identity_goes(cast):
    row, other = (record(cast.member(), by=cast.collector) for _ in range(2))
    erased(row.member, "pictures")
    erased(other.member, "identity")
    assert forgotten_proofs.sweep(at=LATER) == 1
    assert forgotten() == {other.pk}
    deny(row, by=cast.treasurer)
    assert forgotten_proofs.sweep(at=LATER) == 1


@pytest.mark.parametrize(("what", "at"), [("contact", LATER), ("identity", EARLIER)])
def test_what_was_erased_of_another_kind_or_before_takes_nothing(cast, what, at):
    row = record(cast.member(), by=cast.collector)
    erased(row.member, what, at)
    assert forgotten_proofs.sweep(at=LATER) == 0


def test_what_is_forgotten_is_said_so_and_shown_no_more_and_sealed_no_more(client, cast, settings):
    row = record(cast.member(), by=cast.collector)
    erased(row.member, "identity")
    forgotten_proofs.sweep(at=LATER)
    client.force_login(cast.treasurer)
    with time_machine.travel(NOON, tick=False):
        page = client.get(reverse("elsewhere_record", args=[row.pk])).text
        assert "Buktinya sudah dihapus" in page
        assert reverse("elsewhere_proof", args=[row.pk]) not in page
        assert client.get(reverse("elsewhere_proof", args=[row.pk])).status_code == 404
    settings.NIK_KEY_ID = "another"
    assert transfer_proofs.seal_some_anew() == 0
