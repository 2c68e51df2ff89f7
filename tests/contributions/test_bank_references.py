"""What came into the bank is money of one kind: members', a sponsor's or the partner's own."""

import pytest

from contributions import member_transfers
from contributions.member_transfers import UnableToBookMemberTransfer
from contributions.replenishments import UnableToReplenish
from contributions.sheet_refusals import UnableToUseSheet
from contributions.sponsor_money import UnableToBookMoney
from tests.contributions import sponsored
from tests.contributions.money import ask
from tests.contributions.own_money import paid_out, told
from tests.contributions.together import book, lines, transfer
from tests.factories import NOON

pytestmark = pytest.mark.django_db
REFERENCE = "TRF 77"


def sponsors(cast):
    sponsor = sponsored.make_sponsor(cast)
    return sponsored.transfer(cast, sponsor, amount_idr=8_400, reference=REFERENCE)


def on_a_sheet(cast):
    return book(cast, *lines(cast, 2), of=transfer(2, reference=REFERENCE))


def a_members(cast):
    return member_transfers.record(
        asked=ask(cast.member()), reference=REFERENCE, by=cast.treasurer, at=NOON
    )


@pytest.fixture
def own(cast, provider, bank):
    paid_out(cast, provider)
    return lambda _cast: told(bank, cast.treasurer, reference=REFERENCE)


@pytest.mark.parametrize("first", [sponsors, on_a_sheet, a_members])
def test_what_is_booked_already_is_not_the_partners_own(cast, own, first):
    first(cast)
    with pytest.raises(UnableToReplenish, match="TRF 77 sudah tercatat"):
        own(cast)


@pytest.mark.parametrize(
    ("then", "refusal"),
    [
        (sponsors, UnableToBookMoney),
        (on_a_sheet, UnableToUseSheet),
        (a_members, UnableToBookMemberTransfer),
    ],
)
def test_the_partners_own_is_not_booked_again_as_somebody_elses(cast, own, then, refusal):
    own(cast)
    with pytest.raises(refusal) as refused:
        then(cast)
    assert refused.value.code == "reference_used"


@pytest.mark.parametrize(
    ("first", "then", "refusal"),
    [
        (sponsors, on_a_sheet, UnableToUseSheet),
        (sponsors, a_members, UnableToBookMemberTransfer),
        (on_a_sheet, sponsors, UnableToBookMoney),
        (a_members, sponsors, UnableToBookMoney),
    ],
)
def test_what_a_sponsor_sent_is_no_members_and_the_other_way_round(cast, first, then, refusal):
    first(cast)
    with pytest.raises(refusal) as refused:
        then(cast)
    assert refused.value.code == "reference_used"
