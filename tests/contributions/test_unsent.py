"""BPJS answers about what it was sent, and what it was not sent comes back from its way."""

import pytest

from contributions import (
    answers,
    ledger,
    transfer_differences,
)
from contributions.answers import UnableToAnswer
from contributions.models import Credit, Place, Remittance
from contributions.remittance_transfers import UnableToRecordTransfer
from tests.contributions.money import no_differences
from tests.contributions.straight import insert, refused_by
from tests.contributions.transferred import record, rejected_unsent, reverse
from tests.factories import NOON, make_treasurer

pytestmark = pytest.mark.django_db


def test_bpjs_accepts_no_more_than_it_was_sent(cast, posted):
    first, second = posted.lines.select_related("contribution__member").order_by("pk")
    told = {"by": cast.treasurer, "at": NOON, "remittance": posted}
    with pytest.raises(UnableToAnswer, match=r"Rp16\.800 belum ditransfer") as refusal:
        answers.accept(lines=[first.pk], **told)
    assert refusal.value.code == "not_sent"
    record(posted, cast.treasurer)
    with pytest.raises(UnableToAnswer, match=r"Rp8\.400 belum ditransfer"):
        answers.accept_rest(**told)
    assert answers.accept(lines=[first.pk], **told) == 1
    with pytest.raises(UnableToAnswer, match=r"Rp8\.400 belum ditransfer"):
        cast.reject(posted, second.contribution.member)
    assert answers.answered(remittance=posted).waiting == 1
    no_differences()


@pytest.mark.parametrize("rejected_first", [True, False])
def test_a_month_rejected_before_it_was_sent_comes_back_from_its_way(cast, rejected_first):
    posted = rejected_unsent(cast, rejected_first=rejected_first)
    credit = Credit.objects.get(reason="rejected_by_bpjs")
    assert (credit.source_place, credit.source_id) == (Place.ON_ITS_WAY, posted.pk)
    assert credit.remittance_line.answers.get().was_never_sent
    assert ledger.balance(Place.ON_ITS_WAY, posted.pk) == 0
    assert ledger.balance(Place.BPJS, cast.partner.branch_id) == 8_400
    compared = transfer_differences.compared(remittance=posted)
    assert (compared.difference_idr, compared.unsent_idr) == (-8_400, 0)
    assert compared.difference == "kurang Rp8.400, ditolak sebelum ditransfer"
    [listed] = transfer_differences.with_differences(Remittance.objects.all())
    assert (listed.difference_idr, listed.unsent_idr) == (-8_400, 0)
    no_differences()


def test_bpjs_sets_off_only_what_it_had_and_gave_back(cast):
    """A month that was never sent was not with BPJS."""
    rejected_unsent(cast)
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="later")
    later = cast.post_unsent(payment_code="BPJS-LATER")
    with pytest.raises(UnableToRecordTransfer, match="tidak mengembalikan uang sebanyak itu"):
        record(later, cast.treasurer, kind="set_off", reference="SURAT-1", amount_idr=1)


def test_a_transfer_is_not_reversed_once_bpjs_answered_about_its_money(cast, posted):
    sent = record(posted, cast.treasurer)
    first = posted.lines.order_by("pk").first().contribution.member
    cast.accept_of(posted, first)
    with pytest.raises(UnableToRecordTransfer, match="tidak dapat dibalik lagi") as refusal:
        reverse(sent, "Kembali")
    assert refusal.value.code == "answered"
    reversal = {"reverses": sent, "live": False, "note": "x", "proof": None, "reference": ""}
    with refused_by("answered_money_is_not_taken_back"):
        insert(sent, recorded_by=make_treasurer(partner=cast.partner), **reversal)
    record(posted, cast.treasurer, reference="BRI-2")
    reverse(sent, "Kembali")
    no_differences()


def test_bpjs_answers_about_what_it_was_sent(cast, posted):
    """Whatever writes the answer; the job asks first."""
    record(posted, cast.treasurer)
    first, second = posted.lines.select_related("contribution__member").order_by("pk")
    [answer] = cast.reject(posted, first.contribution.member)
    with refused_by("bpjs_answers_about_what_it_was_sent"):
        insert(answer, line=second)
    record(posted, cast.treasurer, reference="BRI-2")
    with refused_by("bpjs_answers_about_what_it_was_sent"):
        insert(answer, line=second, was_never_sent=True)


def test_what_bpjs_accepted_was_sent(cast, posted):
    record(posted, cast.treasurer, amount_idr=16_800)
    first, second = posted.lines.select_related("contribution__member").order_by("pk")
    cast.accept_of(posted, first.contribution.member)
    with refused_by("what_bpjs_accepted_was_sent"):
        insert(first.answers.get(), line=second, was_never_sent=True)
