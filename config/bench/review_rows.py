"""Invented people in ten branches, one enrolment each, some of which wait: by plain SQL."""

import datetime as dt

from config.bench.scratch import as_owner, settle, without_triggers
from markets.models import Branch, Role, User

BRANCHES = 10
MEMBERS_A_MARKET = 500
GUARDED = ("members_member", "members_enrolment", "members_decision")

TERRITORY = """
    INSERT INTO markets_branch (code, name)
    SELECT 'bench-' || number, 'Cabang ' || number
    FROM generate_series(0, {branches} - 1) AS number;
    INSERT INTO markets_partner (code, name, kind, branch_id, handover_hours)
    SELECT branch.code || '-' || number, branch.name || ' mitra ' || number, 'market_operator',
           branch.id, 24
    FROM markets_branch AS branch, generate_series(1, 5) AS number;
    INSERT INTO markets_market (code, name, partner_id, kind, zone, closed_weekdays)
    SELECT 'bench-' || number, 'Pasar ' || number, partner.id, 'market', 'Asia/Jakarta', '{{}}'
    FROM generate_series(0, {markets} - 1) AS number
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM markets_partner) AS partner
      ON partner.place = number % ({branches} * 5)
"""
COLLECTORS = """
    INSERT INTO markets_user (
        password, is_superuser, username, email, is_active, date_joined, name, phone,
        role, partner_id)
    SELECT '!', false, 'kolektor-' || market.id, '', true, now(), 'Kolektor ' || market.name,
           '', 'collector', market.partner_id
    FROM markets_market AS market
"""
# The sealed NIK is no NIK at all. One in 20 has no phone; five families share an address.
PEOPLE = """
    INSERT INTO members_member (
        nik_encrypted, nik_key_id, nik_index, name, birth_place, birth_date, sex, mother_name,
        address, phone, occupation, second_occupation, status, market_id, created_at)
    SELECT '\\x00', 'bench', sha256(number::text::bytea),
           first[1 + chance % 40] || ' ' || middle[1 + chance / 40 % 40] || ' '
               || last[1 + chance / 1600 % 40] || last[1 + chance / 64000 % 40],
           'Bogor', date '1962-01-01' + (chance % 16500)::int, 'female', '-',
           'Jl. ' || last[1 + chance / 7 % 40] || ' No. ' || chance % 9000,
           CASE WHEN number % 20 = 0 THEN '' ELSE '+62812' || lpad(number::text, 8, '0') END,
           'Pedagang', '', 'active', market.id, now()
    FROM (SELECT number, abs(hashint8(number)::bigint) AS chance
          FROM generate_series(1, {members}) AS number) AS person
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM markets_market) AS market
      ON market.place = (number - 1) / {members_a_market},
    (VALUES (
        string_to_array('Siti Nur Sri Dewi Ani Ratna Yuni Endang Tuti Wati Lilis Neneng Euis Ai '
            'Iis Cucu Dedeh Imas Titin Wiwin Asep Dadang Ujang Agus Budi Eko Joko Slamet Wahyu '
            'Hendra Rudi Yanto Iwan Tono Deni Rizki Fajar Bayu Arif Dodi', ' '),
        string_to_array('Aminah Aisyah Fatimah Khadijah Halimah Maryam Rohmah Solihah Hasanah '
            'Mariam Kartini Lestari Wulandari Puspita Anggraini Rahayu Setiawati Handayani '
            'Susanti Safitri Hidayat Setiawan Kurniawan Saputra Nugroho Santoso Wibowo Gunawan '
            'Hermawan Supriatna Ramadhan Maulana Firmansyah Permana Suhendar Sutisna Mulyana '
            'Kusnadi Suryana Sopandi', ' '),
        string_to_array('ba ca da fa ga ha ja ka la ma na pa ra sa ta wa ya bi di ki li mi ni ri '
            'si ti wi yu bu du ku lu mu nu ru su tu to no ro', ' ')
    )) AS words (first, middle, last)
"""
# Of 100: two wait (one of them warned of), one was returned, all others were approved.
ENROLMENTS = """
    INSERT INTO members_enrolment (
        member_id, market_id, declared_income_idr, jht, sector, payer_kind, employs_others, status,
        warnings, entered_by_id, entered_at, submitted_at, membership_number, drive_id)
    SELECT member.id, member.market_id, 1000000, false, 'non_transport', 'self', false,
           CASE WHEN member.id % 100 < 2 THEN 'submitted'
                WHEN member.id % 100 = 2 THEN 'returned' ELSE 'approved' END,
           CASE WHEN member.id % 100 = 1 THEN '["no_phone"]'::jsonb ELSE '[]'::jsonb END,
           collector.id, sent.at, sent.at, '', NULL
    FROM members_member AS member
    JOIN markets_user AS collector ON collector.username = 'kolektor-' || member.market_id
    CROSS JOIN LATERAL (
        SELECT '{now}'::timestamptz - CASE
            WHEN member.id % 100 < 2 THEN member.id % 2000 * interval '1 minute'
            ELSE member.id % 700 * interval '1 day' END AS at) AS sent
"""
DECISIONS = """
    INSERT INTO members_decision (
        enrolment_id, market_id, from_status, to_status, reason, codes, notes, entered_by_id, by_id,
        at)
    SELECT enrolment.id, enrolment.market_id, 'submitted', enrolment.status, 'Nama?', '[]', '{{}}',
           enrolment.entered_by_id, {reviewer}, enrolment.submitted_at + interval '5 hours'
    FROM members_enrolment AS enrolment WHERE enrolment.status <> 'submitted'
"""
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = ANY(%s) AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def populate(*, members: int, now: dt.datetime) -> User:
    """Write them all; answers the reviewer of the first branch."""
    facts = {
        "branches": BRANCHES,
        "markets": max(BRANCHES * 5, -(-members // MEMBERS_A_MARKET)),
        "members": members,
        "members_a_market": MEMBERS_A_MARKET,
        "now": now.isoformat(),
    }
    as_owner(TERRITORY.format(**facts))
    as_owner(COLLECTORS)
    reviewer = User.objects.create(
        username="bench",
        name="Petugas",
        role=Role.REVIEWER,
        branch=Branch.objects.get(code="bench-0"),
    )
    indexes = as_owner(INDEXES, list(GUARDED))
    for name, _definition in indexes:  # to be built at once is faster
        as_owner(f"DROP INDEX {name}")
    with without_triggers(*GUARDED):
        for statement in (PEOPLE, ENROLMENTS, DECISIONS):
            as_owner(statement.format(**facts, reviewer=reviewer.pk))
    for _name, definition in indexes:
        as_owner(definition)
    settle()
    return reviewer
