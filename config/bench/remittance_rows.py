"""Months that were paid in cash and handed over, by plain SQL: all that a remittance can hold."""

import datetime as dt
import io

from django.db import connections

from config.bench.billing import COVERS, MEMBERS_A_MARKET, PEOPLE, TERMS, TERRITORY
from config.bench.scratch import as_owner, settle, without_triggers
from contributions import billing
from markets import months
from markets.models import Market, Partner, Role, User
from members import nik_vault
from members.models.member import Sex
from members.nik import Nik

GUARDED = (
    "members_member",
    "members_coverageterm",
    "contributions_contribution",
    "contributions_payment",
    "contributions_paymentline",
    "contributions_receiptseries",
    "contributions_handover",
    "contributions_handoverline",
    "contributions_ledgerentry",
)
PEOPLE_A_DAY = 99
FIRST_BIRTH_DATE = dt.date(1960, 1, 1)

SEALED = """
    UPDATE members_member member
    SET nik_encrypted = sealed.encrypted, nik_key_id = sealed.key_id, nik_index = sealed.nik_index
    FROM sealed WHERE sealed.id = member.id
"""
# A receipt series for the collector of each market; then the receipts of all, and a hand-over each.
SERIES = """
    INSERT INTO contributions_receiptseries (code, holder_id, last_number)
    SELECT 'B' || collector.id, collector.id, {members_a_market}
    FROM markets_user collector WHERE role = 'collector';
    CREATE UNLOGGED TABLE taker AS
    SELECT market.id AS market_id, market.partner_id, collector.id, series.id AS series_id
    FROM markets_market market
    JOIN markets_user collector ON collector.username = 'bench-' || market.id
    JOIN contributions_receiptseries series ON series.holder_id = collector.id
"""
PAYMENTS = """
    INSERT INTO contributions_payment
        (id, member_id, market_id, partner_id, taken_by_id, method, reference, amount_idr,
         credit_idr, collected_at, received_at, business_day, series_id, number, token, fingerprint)
    SELECT gen_random_uuid(), month.member_id, month.market_id, taker.partner_id, taker.id, 'cash',
           '', month.total_idr, 0, '{at}', '{at}', '{day}', taker.series_id,
           row_number() OVER (PARTITION BY month.market_id ORDER BY month.id),
           substr(md5(month.id::text), 1, 22), md5(month.id::text)
    FROM contributions_contribution month JOIN taker ON taker.market_id = month.market_id;
    INSERT INTO contributions_paymentline
        (payment_id, contribution_id, member_id, market_id, contribution_month, amount_idr,
         credit_idr, live)
    SELECT payment.id, month.id, month.member_id, month.market_id, month.contribution_month,
           month.total_idr, 0, true
    FROM contributions_contribution month
    JOIN contributions_payment payment ON payment.member_id = month.member_id;
    UPDATE contributions_contribution SET status = 'paid', status_at = '{at}';
    UPDATE contributions_cover SET paid_until = '{paid_until}';
    INSERT INTO contributions_ledgerentry
        (from_place, from_id, to_place, to_id, amount_idr, document, document_id, partner_id,
         market_id, by_id, at, business_day)
    SELECT 'member', member_id, 'collector', taken_by_id, amount_idr, 'payment', id::text,
           partner_id, market_id, taken_by_id, '{at}', '{day}'
    FROM contributions_payment
"""
HANDOVERS = """
    INSERT INTO contributions_handover
        (partner_id, collector_id, status, receipts_idr, expected_idr, counted_idr,
         difference_reason, asked_at, decided_by_id, decided_at)
    SELECT partner_id, taken_by_id, 'accepted', sum(amount_idr), sum(amount_idr), sum(amount_idr),
           '', '{at}', {treasurer}, '{at}'
    FROM contributions_payment GROUP BY partner_id, taken_by_id;
    INSERT INTO contributions_handoverline (handover_id, payment_id, amount_idr, live)
    SELECT handover.id, payment.id, payment.amount_idr, true
    FROM contributions_payment payment
    JOIN contributions_handover handover ON handover.collector_id = payment.taken_by_id;
    INSERT INTO contributions_ledgerentry
        (from_place, from_id, to_place, to_id, amount_idr, document, document_id, partner_id,
         by_id, at, business_day)
    SELECT 'collector', collector_id, 'treasurer', decided_by_id, counted_idr, 'handover', id::text,
           partner_id, decided_by_id, '{at}', '{day}'
    FROM contributions_handover
"""


def populate(*, rows: int, at: dt.datetime) -> tuple[Partner, User]:
    """So many members of one partner, each with a month whose cash its treasurer holds."""
    current = months.first_of(months.law_day(at))
    facts = {
        "first": 1,
        "last": rows,
        "members_a_market": MEMBERS_A_MARKET,
        "markets": -(-rows // MEMBERS_A_MARKET),
        "since": months.add(current, -10),
        "until": months.last_day(months.add(current, -1)),
        "paid_until": months.last_day(current),
        "at": at.isoformat(),
        "day": months.law_day(at),
    }
    with without_triggers(*GUARDED):
        for statement in (TERRITORY, PEOPLE, TERMS, COVERS):
            as_owner(statement.format(**facts).replace("%%", "%"))
        _seal(rows)
    settle()
    billing.open_runs(month=current, at=at)
    billing.work_all(at=at)
    partner = Partner.objects.get(code="bench")
    treasurer = User.objects.create(
        username="bench", name="Bendahara", role=Role.TREASURER, partner=partner
    )
    User.objects.bulk_create(
        User(username=f"bench-{market}", name="Kolektor", role=Role.COLLECTOR, partner=partner)
        for market in Market.objects.values_list("pk", flat=True)
    )
    with without_triggers(*GUARDED):
        for statement in (SERIES, PAYMENTS, HANDOVERS):
            as_owner(statement.format(**facts, treasurer=treasurer.pk))
    settle()
    return partner, treasurer


def _seal(rows: int) -> None:
    """Give everybody a NIK of her own, sealed: its serial is one that nobody has."""
    as_owner(
        "CREATE UNLOGGED TABLE sealed (id bigint, encrypted bytea, key_id text, nik_index bytea)"
    )
    members = (pk for (pk,) in as_owner("SELECT id FROM members_member ORDER BY id"))
    file = io.StringIO()
    for number, member in enumerate(members):
        born = FIRST_BIRTH_DATE + dt.timedelta(days=number // PEOPLE_A_DAY)
        nik = Nik(f"320101{born:%d%m%y}{9901 + number % PEOPLE_A_DAY:04}", born, Sex.MALE)
        encrypted, key_id = nik_vault.seal(nik)
        index = nik_vault.index(nik).hex()
        file.write(f"{member}\t\\\\x{bytes(encrypted).hex()}\t{key_id}\t\\\\x{index}\n")
    file.seek(0)
    with connections["owner"].cursor() as cursor:
        cursor.copy_expert("COPY sealed FROM STDIN", file)
    as_owner(SEALED)
