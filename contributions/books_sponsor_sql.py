"""What must agree about sponsors: statements, budgets, transfers, and who pays a month.

Answers as the queries of `books_sql.py` do.
"""

from typing import Any

from django.utils.translation import gettext_lazy

SPONSOR_TRANSFER_MOVES = """
    SELECT 'sponsor_transfer', id::text, 'sponsor', sponsor_id, 'sponsor_credit', sponsor_id,
           amount_idr, partner_id, (booked_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_sponsortransfer
"""

STATEMENT_IS_ITS_LINES = """
    SELECT 'sponsor statement ' || statement.id,
           statement.lines_made || ' lines, Rp' || statement.amount_idr,
           count(line.id) || ' lines, Rp' || coalesce(sum(line.amount_idr), 0)
    FROM contributions_sponsorstatement statement
    LEFT JOIN contributions_sponsorstatementline line ON line.statement_id = statement.id
    GROUP BY statement.id
    HAVING count(line.id) <> statement.lines_made
        OR coalesce(sum(line.amount_idr), 0) <> statement.amount_idr
"""

# A line whose month has been replaced or cancelled is released by the next sweep.
STATEMENT_LINE_IS_ITS_CONTRIBUTION = """
    SELECT 'sponsor statement line ' || line.id,
           contribution.member_id || ' ' || contribution.contribution_month || ' Rp'
               || contribution.total_idr,
           line.member_id || ' ' || line.contribution_month || ' Rp' || line.amount_idr
    FROM contributions_sponsorstatementline line
    JOIN contributions_contribution contribution ON contribution.id = line.contribution_id
    JOIN contributions_sponsorstatement statement ON statement.id = line.statement_id
    WHERE line.member_id <> contribution.member_id
       OR line.contribution_month <> contribution.contribution_month
       OR line.amount_idr <> contribution.total_idr
       OR (line.live AND statement.cancelled_at IS NOT NULL)
"""

MONTH_IS_BILLED_TO_A_SPONSOR_ONCE = """
    SELECT 'contribution ' || contribution_id, 1, count(*)
    FROM contributions_sponsorstatementline WHERE live
    GROUP BY contribution_id HAVING count(*) > 1
"""

BUDGET_IS_WHAT_IS_DRAWN = """
    SELECT 'sponsor programme ' || programme.id,
           'Rp' || coalesce(line.idr, 0) || ' for ' || coalesce(person.people, 0) || ' people',
           'Rp' || programme.drawn_idr || ' for ' || programme.people || ' people'
    FROM contributions_sponsorprogramme programme
    LEFT JOIN (SELECT programme_id, sum(amount_idr) AS idr
               FROM contributions_sponsorstatementline WHERE live GROUP BY 1) AS line
           ON line.programme_id = programme.id
    LEFT JOIN (SELECT programme_id, count(*) AS people
               FROM contributions_sponsorship WHERE ended_at IS NULL GROUP BY 1) AS person
           ON person.programme_id = programme.id
    WHERE programme.drawn_idr <> coalesce(line.idr, 0)
       OR programme.people <> coalesce(person.people, 0)
       OR programme.drawn_idr > programme.budget_idr
"""

SPONSORED_PAYMENT_IS_ITS_LINE = """
    SELECT 'payment ' || sponsored.payment_id, 'its statement line', 'another'
    FROM contributions_sponsoredpayment sponsored
    JOIN contributions_payment payment ON payment.id = sponsored.payment_id
    JOIN contributions_sponsorstatementline line ON line.id = sponsored.line_id
    JOIN contributions_sponsorstatement statement ON statement.id = line.statement_id
    LEFT JOIN contributions_paymentline paid
           ON paid.payment_id = payment.id AND paid.contribution_id = line.contribution_id
    WHERE paid.id IS NULL OR paid.amount_idr <> line.amount_idr
       OR payment.amount_idr <> line.amount_idr OR statement.sponsor_id <> sponsored.sponsor_id
    UNION ALL
    SELECT 'sponsor statement line ' || line.id, 'a payment of the sponsor', 'another payment'
    FROM contributions_sponsorstatementline line
    JOIN contributions_contribution contribution
         ON contribution.id = line.contribution_id AND contribution.status = 'paid'
    LEFT JOIN contributions_paymentline paid ON paid.contribution_id = contribution.id AND paid.live
    LEFT JOIN contributions_sponsoredpayment sponsored ON sponsored.payment_id = paid.payment_id
    WHERE line.live AND sponsored.line_id IS DISTINCT FROM line.id
"""

SPONSORED_MONTH_HAS_ONE_PAYER = """
    SELECT 'contribution ' || contribution.id,
           CASE WHEN sponsor.kind IN ('apbd', 'apbn') THEN sponsor.kind ELSE 'other_sponsor' END,
           contribution.payer_kind
    FROM contributions_sponsorship sponsorship
    JOIN contributions_sponsorprogramme programme ON programme.id = sponsorship.programme_id
    JOIN contributions_sponsor sponsor ON sponsor.id = programme.sponsor_id
    JOIN contributions_contribution contribution
         ON contribution.member_id = sponsorship.member_id
        AND contribution.contribution_month
            BETWEEN sponsorship.first_month AND sponsorship.last_month
        AND contribution.status IN ('open', 'paid')
    WHERE contribution.payer_kind <>
          CASE WHEN sponsor.kind IN ('apbd', 'apbn') THEN sponsor.kind ELSE 'other_sponsor' END
"""

# Who is paid for until before its month may still be; nobody else.
STOPPED_PROGRAMME_PAYS_NO_MORE = """
    SELECT 'sponsorship ' || sponsorship.id, 'ended before ' || stop.from_month,
           'until ' || sponsorship.last_month
    FROM contributions_programmestop stop
    JOIN contributions_sponsorship sponsorship ON sponsorship.programme_id = stop.programme_id
    WHERE stop.status = 'granted' AND sponsorship.ended_at IS NULL
      AND sponsorship.last_month >= stop.from_month
"""

# By name: the sentence for people, and the query.
CHECKS: dict[str, tuple[Any, str]] = {
    "statement_is_its_lines": (
        gettext_lazy("Jumlah tagihan sponsor tidak sama dengan barisnya"),
        STATEMENT_IS_ITS_LINES,
    ),
    "statement_line_is_its_contribution": (
        gettext_lazy("Baris tagihan sponsor berbeda dari iurannya"),
        STATEMENT_LINE_IS_ITS_CONTRIBUTION,
    ),
    "month_is_billed_to_a_sponsor_once": (
        gettext_lazy("Bulan ditagihkan kepada sponsor lebih dari sekali"),
        MONTH_IS_BILLED_TO_A_SPONSOR_ONCE,
    ),
    "budget_is_what_is_drawn": (
        gettext_lazy("Anggaran atau jumlah peserta program sponsor tidak sesuai dengan barisnya"),
        BUDGET_IS_WHAT_IS_DRAWN,
    ),
    "sponsored_payment_is_its_line": (
        gettext_lazy("Pembayaran sponsor tidak sesuai dengan baris tagihannya"),
        SPONSORED_PAYMENT_IS_ITS_LINE,
    ),
    "sponsored_month_has_one_payer": (
        gettext_lazy("Bulan yang disponsori ditagih kepada pembayar lain"),
        SPONSORED_MONTH_HAS_ONE_PAYER,
    ),
    "stopped_programme_pays_no_more": (
        gettext_lazy("Program sponsor yang sudah berhenti masih membayar"),
        STOPPED_PROGRAMME_PAYS_NO_MORE,
    ),
}
