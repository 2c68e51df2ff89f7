"""How much collected money has not reached BPJS, where it is, and whom that leaves unprotected.

This is the partner's affair, not the members': they have paid. Two clocks run: each month's due
day (the 15th), and the last day on which months can still be caught up at BPJS for the member who
is nearest to it. What goes back to the family of one who died is no money on its way, nor is what
was paid for months after a death.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from contributions import cover
from contributions.with_provider import IS_WITH_PROVIDER


@dataclass(frozen=True)
class Unremitted:
    """Collected months not with BPJS: all of a partner's, those of one place, or of one month.

    `unprotected` counts the families at risk by the partner's fault: BPJS does not protect them
    today, and months they have paid, which follow on those BPJS has, are on their way. Some have
    paid until today or beyond. Others are behind, in the months of grace: remitted in time, what
    they paid moves the end of grace (three months after `covered_until`, PP 44/2015); left here,
    the membership ends on it. Newcomers have no cover before their first dues are with BPJS. Who
    paid ahead and is protected today is not counted. `catch_up_until` is the last day for the
    longest waiting of them; empty where all of them are newcomers or revived, with nothing to lose.
    """

    months: int
    amount_idr: int
    members: int
    unprotected: int
    due_on: dt.date
    catch_up_until: dt.date | None
    today: dt.date

    @property
    def is_late(self) -> bool:
        """Whether the due day of the oldest of these months has passed."""
        return self.due_on < self.today

    @property
    def days(self) -> int:
        """Days until the due day of the oldest month; after it, since."""
        return abs((self.due_on - self.today).days)

    @property
    def days_to_catch_up(self) -> int | None:
        """Days until the first membership lapses at BPJS; below zero where one has."""
        return None if self.catch_up_until is None else (self.catch_up_until - self.today).days


@dataclass(frozen=True)
class MoneyOnItsWay:
    """All unremitted money of a partner: in sum, by place and by contribution month.

    A place here is how far the months have come by their receipts. Where the money is by now (what
    was short, what was brought to the bank) the ledger knows: `partner_money.py`.
    """

    all: Unremitted
    places: dict[str, Unremitted]
    months: dict[dt.date, Unremitted]

    @property
    def answering(self) -> Unremitted | None:
        """What BPJS has been paid, but has not answered about."""
        return self.places.get("answering")

    @property
    def remitting(self) -> Unremitted | None:
        """What is on final lists that have not been paid."""
        return self.places.get("remitting")

    @property
    def risk(self) -> tuple[Any, ...]:
        """Sorts the greatest risk first: families who lose their membership soonest, then how many
        are unprotected today, then the oldest month."""
        return (
            self.all.catch_up_until or dt.date.max,
            -self.all.unprotected,
            self.all.due_on,
            -self.all.amount_idr,
        )


SUMS = f"""
    WITH paid AS (
        SELECT payment.partner_id, line.member_id, line.contribution_month, line.amount_idr,
               line.credit_idr, contribution.due_on,
               payment.taken_by_id = ANY(%(uncounted)s)
               AND EXISTS (SELECT FROM contributions_handoverline brought
                           JOIN contributions_handover waiting ON waiting.id = brought.handover_id
                           WHERE brought.payment_id = payment.id AND brought.live
                             AND waiting.status = 'asked') AS is_uncounted,
               CASE WHEN sent.status = 'posted' THEN 'answering'
                    WHEN sent.status = 'final' THEN 'remitting'
                    WHEN line.credit_idr = line.amount_idr THEN 'member_credit'
                    WHEN {IS_WITH_PROVIDER} THEN 'provider_clearing'
                    WHEN payment.method <> 'cash' THEN 'partner_bank'
                    WHEN EXISTS (SELECT FROM contributions_handoverline handed
                                 JOIN contributions_handover handover
                                      ON handover.id = handed.handover_id
                                 WHERE handed.payment_id = payment.id AND handed.live
                                   AND handover.status = 'accepted')
                    THEN 'treasurer'
                    ELSE 'collector' END AS place
        FROM contributions_contribution contribution
        JOIN contributions_paymentline line ON line.contribution_id = contribution.id AND line.live
        JOIN contributions_payment payment ON payment.id = line.payment_id
        LEFT JOIN LATERAL (
            SELECT remittance.status FROM contributions_remittanceline listed
            JOIN contributions_remittance remittance ON remittance.id = listed.remittance_id
            WHERE listed.payment_line_id = line.id AND listed.live
        ) AS sent ON true
        WHERE contribution.status = 'paid' AND contribution.remitted_on IS NULL
          AND payment.partner_id = ANY(%(partners)s)
          AND NOT EXISTS (SELECT FROM contributions_refundline refund
                          WHERE refund.payment_line_id = line.id AND refund.live)
          AND NOT EXISTS (SELECT FROM members_death death
                          WHERE death.member_id = line.member_id
                            AND death.status IN ('reported', 'confirmed')
                            AND line.contribution_month > death.died_on)
    ),
    -- What of a month is her credit lies with her credit, until it is on its way as a whole.
    line AS (
        SELECT partner_id, member_id, contribution_month, due_on, place, 1 AS months,
               CASE WHEN is_uncounted THEN 0 ELSE
                    amount_idr - CASE WHEN place IN ('remitting', 'answering', 'member_credit')
                                      THEN 0 ELSE credit_idr END END AS amount_idr
        FROM paid
        UNION ALL
        SELECT partner_id, member_id, contribution_month, due_on, 'member_credit', 0, credit_idr
        FROM paid WHERE credit_idr > 0 AND place NOT IN ('remitting', 'answering', 'member_credit')
    )
    SELECT partner_id, place, contribution_month, sum(months), sum(amount_idr),
           count(DISTINCT line.member_id),
           count(DISTINCT line.member_id) FILTER (
               WHERE cover.covered_until IS NULL AND cover.paid_until IS NOT NULL
                  OR cover.covered_until < least(%(today)s, cover.paid_until)),
           min(due_on),
           min(cover.covered_until) FILTER (
               WHERE contribution_month <= cover.covered_until + %(grace)s * interval '1 month')
    FROM line
    LEFT JOIN contributions_cover cover ON cover.member_id = line.member_id
    GROUP BY GROUPING SETS
        ((partner_id), (partner_id, place), (partner_id, contribution_month))
    ORDER BY place IS NOT NULL OR contribution_month IS NOT NULL, contribution_month
"""


def by_partner(
    *, partners: Iterable[int], on: dt.date, uncounted: Iterable[int] = ()
) -> dict[int, MoneyOnItsWay]:
    """The unremitted money of each of these partners, in one query; who has none is left out.

    Amounts are without the hand-overs waiting of collectors in `uncounted`; months and members
    are all counted.
    """
    parameters: dict[str, Any] = {
        "partners": list(partners),
        "today": on,
        "grace": cover.GRACE_MONTHS,
        "uncounted": list(uncounted),
    }
    with connection.cursor() as cursor:
        cursor.execute(SUMS, parameters)
        rows = cursor.fetchall()  # the sums first, then the parts
    found: dict[int, MoneyOnItsWay] = {}
    for partner, place, month, *figures in rows:
        part = _unremitted(figures, on)
        if place is not None:
            found[partner].places[place] = part
        elif month is not None:
            found[partner].months[month] = part
        else:
            found[partner] = MoneyOnItsWay(all=part, places={}, months={})
    return found


def _unremitted(figures: list[Any], on: dt.date) -> Unremitted:
    months, amount, members, unprotected, due_on, covered_until = figures
    return Unremitted(
        months=int(months),
        amount_idr=int(amount),
        members=members,
        unprotected=unprotected,
        due_on=due_on,
        catch_up_until=cover.grace_end(covered_until),
        today=on,
    )
