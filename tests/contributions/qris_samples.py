"""Static QRIS codes of invented merchants, and the accounts they pay into."""

import itertools
from typing import Any

from contributions import partner_accounts, qris, qris_codes
from contributions.models import PartnerAccount, QrisCode
from markets.models import Market, Partner
from tests import factories

NMID = "ID1020000099999"
_numbers = itertools.count(1)


def make_static(
    *,
    name: str = "PASAR CISARUA",
    nmid: str = NMID,
    without: tuple[str, ...] = (),
    **changed: str,
) -> str:
    """A sound static code; `t62="..."` sets field 62, `without` leaves fields out."""
    account = f"0014ID.CO.QRIS.WWW0215{nmid}0303UMI"
    fields = {
        "00": "01",
        "01": "11",
        "26": "0016ID.CO.CONTOH.WWW01189360000000000000010303UMI",
        "51": account,
        "52": "5411",
        "53": "360",
        "58": "ID",
        "59": name,
        "60": "BOGOR",
        "61": "16750",
        "62": "0703A01",
    }
    fields |= {tag[1:]: value for tag, value in changed.items()}
    kept = sorted((tag, value) for tag, value in fields.items() if tag not in without)
    return qris.compose(kept)


def make_account(*, partner: Partner | None = None, **fields: Any) -> PartnerAccount:
    """A bank account of the partner; with `kind="provider"` one that settles into such a one."""
    partner = partner or factories.make_partner()
    by = fields.pop("by", None) or factories.make_treasurer(partner=partner)
    fields.setdefault("kind", PartnerAccount.Kind.BANK)
    fields.setdefault("institution", "Bank Contoh")
    fields.setdefault("number", f"00-99{next(_numbers):04}")
    fields.setdefault("holder", partner.name)
    if fields["kind"] == PartnerAccount.Kind.PROVIDER:
        fields.setdefault("settles_into", make_account(partner=partner, by=by))
    return partner_accounts.record(partner=partner, by=by, at=factories.NOON, **fields)


def make_qris_code(*, market: Market | None = None, **fields: Any) -> QrisCode:
    """The market takes QRIS, with a provider's account of its partner."""
    market = market or factories.make_market()
    by = factories.make_treasurer(partner=market.partner)
    account = fields.pop("account", None) or make_account(
        partner=market.partner, kind="provider", by=by
    )
    text = make_static(**fields)
    return qris_codes.record(market=market, account=account, text=text, by=by, at=factories.NOON)
