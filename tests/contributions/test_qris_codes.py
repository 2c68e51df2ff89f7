"""The code of a market and the accounts of a partner: who records them, and what they must be."""

import datetime as dt

import pytest

from contributions import partner_accounts, qris_codes
from contributions.models import QrisCode
from contributions.partner_accounts import UnableToRecordAccount
from contributions.qris_codes import UnableToRecordCode
from tests import factories
from tests.contributions import qris_samples
from tests.contributions.qris_samples import make_static
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


@pytest.fixture
def provider(cast):
    return qris_samples.make_account(partner=cast.partner, kind="provider")


def record(cast, account, **fields):
    said = {"text": make_static(), "by": cast.treasurer, "at": NOON, **fields}
    return qris_codes.record(market=cast.market, account=account, **said)


def refuse_code(cast, account, code, **fields):
    before = QrisCode.objects.count()
    with pytest.raises(UnableToRecordCode) as refusal:
        record(cast, account, **fields)
    assert refusal.value.code == code
    assert QrisCode.objects.count() == before
    return str(refusal.value)


def test_a_code_is_kept_with_the_names_it_says(cast, provider):
    code = record(cast, provider)
    assert code.merchant_name == "PASAR CISARUA"
    assert code.payload == make_static()
    assert qris_codes.of(markets=[cast.market.pk]) == {cast.market.pk: code}


def test_the_same_code_again_changes_nothing(cast, provider):
    assert record(cast, provider) == record(cast, provider, at=LATER)


def test_another_code_ends_the_one_before_which_stays(cast, provider):
    first = record(cast, provider)
    second = record(cast, provider, text=make_static(name="PASAR BARU"), at=LATER)
    first.refresh_from_db()
    assert (first.ended_by, first.ended_at) == (cast.treasurer, LATER)
    assert qris_codes.of(markets=[cast.market.pk])[cast.market.pk] == second


def test_a_market_may_stop_taking_qris(cast, provider):
    record(cast, provider)
    qris_codes.end(market=cast.market, by=cast.treasurer, at=LATER)
    assert qris_codes.of(markets=[cast.market.pk]) == {}
    with pytest.raises(UnableToRecordCode, match="tidak memakai kode"):
        qris_codes.end(market=cast.market, by=cast.treasurer, at=LATER)


def test_only_a_static_code_without_an_amount_is_a_markets(cast, provider):
    assert "sekali pakai" in refuse_code(cast, provider, "dynamic", text=make_static(t01="12"))
    refuse_code(cast, provider, "dynamic", text=make_static(t54="8400"))
    refuse_code(cast, provider, "unreadable", text=make_static(t55="01"))
    refuse_code(cast, provider, "unreadable", text=make_static()[:-1] + "Z")


def test_a_code_pays_into_a_providers_account_of_the_same_partner(cast, provider):
    refuse_code(cast, provider.settles_into, "not_a_provider")
    refuse_code(cast, qris_samples.make_account(kind="provider"), "not_a_provider")


def test_only_the_markets_treasurer_or_an_admin_records_a_code(cast, provider):
    for stranger in (cast.collector, factories.make_treasurer(), factories.make_auditor()):
        refuse_code(cast, provider, "not_yours", by=stranger)
    assert record(cast, provider, by=factories.make_admin())


def test_market_has_one_qris_code(cast, provider):
    code = record(cast, provider)
    with refused_by("market_has_one_qris_code"):
        insert(code)


def test_ended_qris_code_names_who_and_when(cast, provider):
    code = record(cast, provider)
    with refused_by("ended_qris_code_names_who_and_when"):
        update(code, ended_at=NOON)


def test_qris_code_ends_with_its_checksum(cast, provider):
    code = record(cast, provider)
    with refused_by("qris_code_ends_with_its_checksum"):
        insert(code, payload=code.payload[:-1], ended_at=NOON, ended_by=cast.treasurer)


def test_qris_code_pays_into_a_provider(cast, provider):
    code = record(cast, provider)
    for account in (provider.settles_into, qris_samples.make_account(kind="provider")):
        with refused_by("qris_code_pays_into_a_provider"):
            insert(code, account=account, ended_at=NOON, ended_by=cast.treasurer)


# ---- accounts ----


def account(cast, **fields):
    said = {"kind": "bank", "institution": "BJB", "number": "1", "holder": "Perumda"}
    return partner_accounts.record(
        partner=cast.partner, **{**said, "by": cast.treasurer, "at": NOON, **fields}
    )


def refuse_account(cast, code, **fields):
    with pytest.raises(UnableToRecordAccount) as refusal:
        account(cast, **fields)
    assert refusal.value.code == code


def test_a_provider_names_the_bank_account_it_pays_out_into(cast):
    bank = account(cast)
    provider = account(cast, kind="provider", institution="QRIS BJB", settles_into=bank)
    assert (provider.kind, provider.settles_into) == ("provider", bank)


def test_an_account_is_refused_that_cannot_be(cast):
    bank = account(cast)
    refuse_account(cast, "incomplete", holder=" ")
    refuse_account(cast, "no_bank", number="2", settles_into=bank)
    refuse_account(cast, "needs_a_bank", kind="provider")
    refuse_account(cast, "needs_a_bank", kind="provider", settles_into=qris_samples.make_account())
    refuse_account(cast, "known_already", institution=" BJB ")
    refuse_account(cast, "not_yours", number="2", by=factories.make_treasurer())


def test_an_account_is_recorded_once(cast):
    with refused_by("an_account_is_recorded_once"):
        insert(account(cast))


def test_only_a_provider_settles_into_a_bank(cast):
    bank = account(cast)
    with refused_by("only_a_provider_settles_into_a_bank"):
        insert(bank, number="2", settles_into=bank)


def test_money_settles_within_the_partner(cast):
    bank = account(cast)
    other = factories.make_partner()
    with refused_by("money_settles_within_the_partner"):
        insert(bank, partner=other, kind="provider", settles_into=bank)
