"""The demo's QRIS: a bank account and a provider's for one partner, and codes of its markets."""

import datetime as dt

from config.demo.rounds import moment
from config.demo.territory import Territory
from contributions import partner_accounts, qris, qris_codes

PARTNER = "tohaga"
NMID = "ID10200000999{number:02}"


def write(*, territory: Territory, first_day: dt.date) -> None:
    """Each market of the partner takes QRIS from the first day on. Invented merchants."""
    partner = territory.partners[PARTNER]
    by, at = territory.treasurers(PARTNER)[0], moment(first_day, 7)
    bank = partner_accounts.record(
        partner=partner,
        kind="bank",
        institution="Bank Contoh Bogor",
        number="0099-01-000099",
        holder=partner.name,
        by=by,
        at=at,
    )
    provider = partner_accounts.record(
        partner=partner,
        kind="provider",
        institution="QRIS Contoh",
        number="99000099",
        holder=partner.name,
        settles_into=bank,
        by=by,
        at=at,
    )
    markets = [row for row in territory.markets.values() if row.partner_id == partner.pk]
    for number, market in enumerate(sorted(markets, key=lambda row: row.code), start=1):
        text = _static(market.name.upper(), NMID.format(number=number))
        qris_codes.record(market=market, account=provider, text=text, by=by, at=at)


def _static(name: str, nmid: str) -> str:
    return qris.compose(
        [
            ("00", "01"),
            ("01", "11"),
            ("26", "0016ID.CO.CONTOH.WWW0118936000990000009901"),
            ("51", f"0014ID.CO.QRIS.WWW02{len(nmid):02}{nmid}0303UMI"),
            ("52", "5411"),
            ("53", "360"),
            ("58", "ID"),
            ("59", name[:25]),
            ("60", "BOGOR"),
            ("61", "16750"),
        ]
    )
