"""Is this card genuine, and until when is its holder protected? For whoever holds the card.

Of her only initials are shown, and nothing at all once the card is revoked. Cover is what was
remitted to BPJS; money on its way protects nobody yet.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min

from contributions import cover
from contributions.models import Contribution
from contributions.receipt_proof import masked
from members.cards import INSURED
from members.models import Card


@dataclass(frozen=True)
class CardProof:
    """What the card's page shows; of one that is not valid nothing but that."""

    is_valid: bool
    check_code: str = ""
    name: str = ""
    member_since: dt.date | None = None
    covered_until: dt.date | None = None
    today: dt.date | None = None

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
    if "\x00" in token:  # which the database cannot be asked for
        return None
    card = Card.objects.select_related("member__cover").filter(token=token).first()
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
        covered_until=cover.of(member).covered_until,
        today=on,
    )
