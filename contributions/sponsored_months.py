"""Which months a sponsor with a name pays, and out of whose money a payment came."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef

from contributions import ledger
from contributions.models import Payment, SponsoredPayment, Sponsorship
from contributions.models.contribution import Contribution


def is_of_a_named_sponsor() -> Exists:
    """A condition on contributions: the month lies in a sponsorship, whoever has paid it."""
    return Exists(
        Sponsorship.objects.filter(
            member=OuterRef("member"),
            first_month__lte=OuterRef("contribution_month"),
            last_month__gte=OuterRef("contribution_month"),
        )
    )


def sponsor_names(*, member_id: int, months: Iterable[dt.date]) -> list[str]:
    """The sponsors who pay one of those months of hers."""
    run = sorted(months)
    found = Sponsorship.objects.filter(
        member=member_id, first_month__lte=run[-1], last_month__gte=run[0]
    )
    return list(found.values_list("programme__sponsor__name", flat=True).distinct())


def source(*, payment: Payment, contribution: Contribution) -> ledger.Account:
    """Out of whose money that payment was made, and to where it goes back when it is undone."""
    return sources(paid=[(payment, contribution)])[0]


def sources(*, paid: Sequence[tuple[Payment, Contribution]]) -> list[ledger.Account]:
    """The same of each of these payments, in that order."""
    sponsored = SponsoredPayment.objects.filter(payment__in=[payment.pk for payment, _ in paid])
    sponsors = dict(sponsored.values_list("payment", "sponsor"))
    return [
        ledger.sponsor_credit(sponsors[payment.pk])
        if payment.pk in sponsors
        else ledger.payer(member_id=payment.member_id, payer_kind=contribution.payer_kind)
        for payment, contribution in paid
    ]
