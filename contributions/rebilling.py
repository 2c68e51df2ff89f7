"""After a new regulation: what was billed and is not paid is billed anew, what was paid too high
becomes credit.

The old row stays visible as replaced. Who had paid a relieved month at its full price has the
excess credited to a later month (PP 50/2025). Months paid too low stay paid [policy].
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from contributions import billing, billing_sql, tariff
from contributions.models import Contribution
from contributions.pricing import UnableToPrice

PRICED = f"""
    WITH price AS MATERIALIZED ({billing_sql.PRICES})
    SELECT contribution.id, price.*
    FROM contributions_contribution contribution
    JOIN price ON price.sector = contribution.sector
              AND price.payer_kind = contribution.payer_kind
              AND price.jht = (contribution.jht_idr > 0)
              AND price.band = width_bucket(contribution.declared_income_idr,
                                            %(thresholds)s::int[])
    WHERE contribution.contribution_month = %(month)s
"""

REPLACE = f"""
    UPDATE contributions_contribution old
    SET status = 'replaced', status_reason = 'tariff_changed', status_at = %(at)s
    FROM ({PRICED}) AS now
    WHERE old.id = now.id AND old.status = 'open'
      AND (old.base_idr, old.jkk_idr, old.jkm_idr, old.jht_idr,
           old.relief_jkk_idr, old.relief_jkm_idr)
          IS DISTINCT FROM (now.base_idr, now.jkk_idr, now.jkm_idr, now.jht_idr,
                            now.relief_jkk_idr, now.relief_jkm_idr)
    RETURNING old.id
"""

BILL_ANEW = f"""
    INSERT INTO contributions_contribution (
        member_id, market_id, contribution_month, due_on, payer_kind, sector,
        declared_income_idr, base_idr, jkk_idr, jkm_idr, jht_idr, relief_jkk_idr,
        relief_jkm_idr, relief_name, total_idr, status, status_reason, status_at,
        billing_run_id, billed_at)
    SELECT old.member_id, old.market_id, old.contribution_month, old.due_on, old.payer_kind,
           old.sector, old.declared_income_idr, now.base_idr, now.jkk_idr, now.jkm_idr,
           now.jht_idr, now.relief_jkk_idr, now.relief_jkm_idr, now.relief_name,
           now.jkk_idr + now.jkm_idr + now.jht_idr, 'open', '', %(at)s, old.billing_run_id, %(at)s
    FROM ({PRICED}) AS now
    JOIN contributions_contribution old ON old.id = now.id
    WHERE old.id = ANY(%(replaced)s::bigint[])
    ORDER BY old.member_id
"""

# With the partner who took the money; it waits until BPJS has the month (`credits.py`).
# What a sponsor paid too much is not the member's; what goes back to a family goes back whole.
CREDIT = f"""
    INSERT INTO contributions_credit (
        member_id, market_id, partner_id, contribution_id, source_place, source_id, amount_idr,
        reason, explanation, at)
    SELECT old.member_id, old.market_id, partner.id, old.id, 'bpjs', partner.branch_id,
           old.total_idr - (now.jkk_idr + now.jkm_idr + now.jht_idr) - credited.idr,
           'tariff_lowered', now.relief_name, %(at)s
    FROM ({PRICED}) AS now
    JOIN contributions_contribution old
      ON old.id = now.id AND old.status = 'paid' AND old.payer_kind = 'self'
    JOIN markets_market market ON market.id = old.market_id
    LEFT JOIN contributions_paymentline paid ON paid.contribution_id = old.id AND paid.live
    LEFT JOIN contributions_payment payment ON payment.id = paid.payment_id
    JOIN markets_partner partner ON partner.id = coalesce(payment.partner_id, market.partner_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount_idr), 0)::int AS idr FROM contributions_credit
        WHERE contribution_id = old.id AND reason = 'tariff_lowered'
    ) AS credited
    WHERE old.total_idr - (now.jkk_idr + now.jkm_idr + now.jht_idr) > credited.idr
      AND NOT EXISTS (SELECT FROM contributions_refundline refund
                      WHERE refund.contribution_id = old.id AND refund.live)
    ORDER BY old.member_id
"""


@dataclass(frozen=True)
class Outcome:
    """How many open months were billed anew, and how many paid ones gave a credit."""

    billed_anew: int = 0
    credited: int = 0


@transaction.atomic
def after_change(*, at: dt.datetime) -> Outcome:
    """Bring every month that was billed in line with the tariff as it stands now.

    To be called in the transaction that changed the tariff, so that no kill leaves one without the
    other. Billing and payments wait meanwhile. Done again, it changes nothing more.
    """
    tariff.lock()
    months = (
        Contribution.objects.filter(status__in=["open", "paid"])
        .order_by("contribution_month")
        .values_list("contribution_month", flat=True)
        .distinct()
    )
    billed_anew = credited = 0
    for month in months:
        try:
            prices = billing.price_parameters(month)
        except UnableToPrice:
            continue  # a month without a tariff keeps what it was billed with
        done = _bring_in_line(prices, at)
        billed_anew += done.billed_anew
        credited += done.credited
    return Outcome(billed_anew, credited)


def _bring_in_line(prices: dict[str, Any], at: dt.datetime) -> Outcome:
    parameters = {**prices, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(REPLACE, parameters)
        replaced = [row[0] for row in cursor.fetchall()]
        if replaced:
            cursor.execute(BILL_ANEW, {**parameters, "replaced": replaced})
        cursor.execute(CREDIT, parameters)
        return Outcome(len(replaced), cursor.rowcount)
