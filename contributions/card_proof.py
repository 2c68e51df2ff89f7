"""Is this card genuine, and until when is its holder protected? For whoever holds the card.

Of her only initials are shown, and nothing at all once the card is revoked. Cover is what was
remitted to BPJS; money on its way protects nobody yet.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Min

from contributions import own_page
from contributions.models import Contribution, Payment
from contributions.own_page import OwnPage
from contributions.receipt_proof import masked
from markets.models import Market
from members.cards import INSURED
from members.models import Card


@dataclass(frozen=True)
class CardProof:
    """What the card's page shows; of one that is not valid nothing but that."""

    is_valid: bool
    check_code: str = ""
    name: str = ""
    member_since: dt.date | None = None
    today: dt.date | None = None
    own: OwnPage | None = None
    market: Market | None = None

    @property
    def covered_until(self) -> dt.date | None:
        """The last day of protection, by what BPJS has."""
        return self.own.dates.covered_until if self.own else None

    @property
    def grace_until(self) -> dt.date | None:
        """Until when arrears can be caught up; None while she is protected or if she never was."""
        return self.own.dates.grace_until if self.own and not self.is_covered else None

    @property
    def is_covered(self) -> bool:
        """Whether she is protected today."""
        return (
            self.covered_until is not None
            and self.today is not None
            and self.covered_until >= self.today
        )


def of_token(*, token: str, on: dt.date) -> CardProof | None:
    """What there is to say about the card with that token; None where there is none."""
    card = _card(token)
    if card is None:
        return None
    member = card.member
    if card.revoked_at is not None or member.status not in INSURED:
        return CardProof(is_valid=False)
    since = Contribution.objects.filter(member=member, status=Contribution.Status.PAID).aggregate(
        since=Min("remitted_on")
    )
    return CardProof(
        is_valid=True,
        check_code=card.check_code,
        name=masked(member.name),
        member_since=since["since"],
        today=on,
        own=own_page.of_member(member=member, on=on),
        market=member.market,
    )


def payment_of(*, token: str, payment: UUID) -> Payment | None:
    """That payment of the card's holder; None where it is not hers or the card not valid."""
    card = _card(token)
    if card is None or card.revoked_at is not None or card.member.status not in INSURED:
        return None
    found = Payment.objects.select_related("series", "member", "market", "partner", "taken_by")
    return found.filter(pk=payment, member=card.member_id).first()


def _card(token: str) -> Card | None:
    if "\x00" in token:  # which the database cannot be asked for
        return None
    rows = Card.objects.select_related("member__cover", "member__market")
    return rows.filter(token=token).first()
