"""Markets of 500 traders with stalls, collectors, dues and receipts, at any number: by plain SQL.

A partner has ten markets and a branch two partners, however many there are in all: what people look
at stays the same while what lies beside it grows.
"""

import datetime as dt

from config.bench.billing import COVERS, TERMS
from config.bench.review_rows import COLLECTORS, DECISIONS, ENROLMENTS, PEOPLE
from config.bench.scratch import as_owner, settle, without_triggers
from contributions import billing
from markets import months
from markets.models import Branch, Partner, Role, User

MEMBERS_A_MARKET = 500
MARKETS_A_PARTNER = 10
MEMBERS_A_PARTNER = MEMBERS_A_MARKET * MARKETS_A_PARTNER
PARTNERS_A_BRANCH = 2
BLOCKS = 5
GUARDED = (
    "members_member",
    "members_coverageterm",
    "members_placement",
    "members_enrolment",
    "members_decision",
    "markets_stall",
    "contributions_contribution",
    "contributions_payment",
    "contributions_paymentline",
    "contributions_ledgerentry",
    "contributions_receiptseries",
)

TERRITORY = """
    INSERT INTO markets_branch (code, name)
    SELECT 'bench-' || number, 'Cabang ' || number
    FROM generate_series(0, {branches} - 1) AS number;
    INSERT INTO markets_partner (code, name, kind, branch_id, handover_hours, cash_limit_idr)
    SELECT 'bench-' || number, 'Mitra ' || number, 'market_operator', branch.id, 24, 0
    FROM generate_series(0, {partners} - 1) AS number
    JOIN markets_branch AS branch ON branch.code = 'bench-' || number / {partners_a_branch};
    INSERT INTO markets_market (code, name, partner_id, kind, zone, closed_weekdays)
    SELECT 'bench-' || number, 'Pasar ' || number, partner.id, 'market', 'Asia/Jakarta', '{{}}'
    FROM generate_series(0, {markets} - 1) AS number
    JOIN markets_partner AS partner ON partner.code = 'bench-' || number / {markets_a_partner};
    INSERT INTO markets_block (market_id, name, walking_order)
    SELECT market.id, 'Blok ' || number, number
    FROM markets_market AS market, generate_series(1, {blocks}) AS number;
    INSERT INTO markets_stall (block_id, kind, number, walking_order)
    SELECT block.id, 'kios', number, number
    FROM markets_block AS block, generate_series(1, {members_a_market} / {blocks}) AS number
"""
ASSIGNMENTS = """
    INSERT INTO markets_assignment (collector_id, market_id, first_day)
    SELECT collector.id, market.id, '{since}'
    FROM markets_market AS market
    JOIN markets_user AS collector ON collector.username = 'kolektor-' || market.id
"""
# The members of a market stand at its stalls in the order of their ids.
PLACEMENTS = """
    INSERT INTO members_placement (member_id, market_id, block_id, stall_id, first_day, find_here)
    SELECT member.id, member.market_id, stall.block_id, stall.id, '{since}', true
    FROM (SELECT id, market_id,
                 row_number() OVER (PARTITION BY market_id ORDER BY id) AS place
          FROM members_member) AS member
    JOIN (SELECT stall.id, stall.block_id, block.market_id,
                 row_number() OVER (PARTITION BY block.market_id ORDER BY stall.id) AS place
          FROM markets_stall AS stall JOIN markets_block AS block ON block.id = stall.block_id)
         AS stall
      ON stall.market_id = member.market_id AND stall.place = member.place
"""
# The older month: a receipt for everybody but one in ten, taken over the days since.
SERIES = """
    INSERT INTO contributions_receiptseries (code, holder_id, last_number)
    SELECT 'B' || id, id, 0 FROM markets_user WHERE role = 'collector'
"""
RECEIPTS = """
    CREATE UNLOGGED TABLE receipts AS
    SELECT gen_random_uuid() AS id, dues.id AS contribution_id, dues.member_id, dues.market_id,
           market.partner_id, series.holder_id, dues.total_idr, series.id AS series_id,
           '{now}'::timestamptz - dues.id % 30 * interval '1 day' AS at,
           row_number() OVER (PARTITION BY series.id ORDER BY dues.id % 30 DESC, dues.id) AS number
    FROM contributions_contribution AS dues
    JOIN markets_market AS market ON market.id = dues.market_id
    JOIN markets_user AS collector ON collector.username = 'kolektor-' || market.id
    JOIN contributions_receiptseries AS series ON series.holder_id = collector.id
    WHERE dues.contribution_month = '{older}' AND dues.member_id % 10 <> 0
"""
PAYMENTS = """
    INSERT INTO contributions_payment (
        id, member_id, market_id, partner_id, taken_by_id, method, reference, amount_idr,
        credit_idr, collected_at, received_at, business_day, series_id, number, token, fingerprint)
    SELECT id, member_id, market_id, partner_id, holder_id, 'cash', '', total_idr, 0, at, at,
           (at AT TIME ZONE 'Asia/Jakarta')::date, series_id, number,
           left(replace(id::text, '-', ''), 22), ''
    FROM receipts
"""
LINES = """
    INSERT INTO contributions_paymentline (
        payment_id, contribution_id, member_id, market_id, contribution_month, amount_idr,
        credit_idr, live)
    SELECT id, contribution_id, member_id, market_id, '{older}', total_idr, 0, true FROM receipts
"""
ENTRIES = """
    INSERT INTO contributions_ledgerentry (
        from_place, from_id, to_place, to_id, amount_idr, document, document_id, partner_id,
        market_id, by_id, at, business_day)
    SELECT 'member', member_id, 'collector', holder_id, total_idr, 'payment', id::text, partner_id,
           market_id, holder_id, at, (at AT TIME ZONE 'Asia/Jakarta')::date
    FROM receipts
"""
PAID = """
    UPDATE contributions_contribution AS dues SET status = 'paid', status_at = receipts.at
    FROM receipts WHERE receipts.contribution_id = dues.id
"""
COUNTED = """
    UPDATE contributions_receiptseries AS series SET last_number = (
        SELECT count(*) FROM receipts WHERE receipts.series_id = series.id)
"""


def populate(*, members: int, now: dt.datetime) -> None:
    """Write them all: everybody owes the current month, one in ten the month before it too."""
    current = months.first_of(months.law_day(now))
    partners = max(1, -(-members // MEMBERS_A_PARTNER))
    facts = {
        "branches": -(-partners // PARTNERS_A_BRANCH),
        "partners": partners,
        "partners_a_branch": PARTNERS_A_BRANCH,
        "markets": -(-members // MEMBERS_A_MARKET),
        "markets_a_partner": MARKETS_A_PARTNER,
        "members": members,
        "members_a_market": MEMBERS_A_MARKET,
        "blocks": BLOCKS,
        "since": months.add(current, -10),
        "until": months.last_day(months.add(current, -2)),
        "older": months.add(current, -1),
        "now": now.isoformat(),
    }
    _write(TERRITORY, COLLECTORS, ASSIGNMENTS, PEOPLE, TERMS, COVERS, PLACEMENTS, **facts)
    settle()
    for step in (1, 0):
        billing.open_runs(month=months.add(current, -step), at=now)
    billing.work_all(at=now)
    reviewer = staff(now)
    _write(ENROLMENTS, DECISIONS, reviewer=reviewer.pk, **facts)
    _write(SERIES, RECEIPTS, PAYMENTS, LINES, ENTRIES, PAID, COUNTED, **facts)
    as_owner("DROP TABLE receipts")
    settle()


def staff(now: dt.datetime) -> User:
    """A treasurer of the first partner and the reviewer of its branch, who is answered."""
    partner = Partner.objects.get(code="bench-0")
    User.objects.create(
        username="bendahara", name="Bendahara", role=Role.TREASURER, partner=partner
    )
    branch = Branch.objects.get(code="bench-0")
    return User.objects.create(
        username="petugas", name="Petugas", role=Role.REVIEWER, branch=branch
    )


def _write(*statements: str, **facts: object) -> None:
    with without_triggers(*GUARDED):
        for statement in statements:
            as_owner(statement.format(**facts).replace("%%", "%"))
