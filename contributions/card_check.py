"""Whose card carries this check code, and does it count? Asked by staff to whom it is read out."""

from dataclasses import dataclass

from django.db.models import QuerySet

from contributions import cover
from contributions.cover import CoverDates
from markets.models import Market
from members.cards import INSURED, plain_code
from members.models import Card, Member


@dataclass(frozen=True)
class CheckedCard:
    """The card with that code, whose it is, and how she is protected."""

    card: Card
    dates: CoverDates

    @property
    def member(self) -> Member:
        """Whose card it is."""
        return self.card.member

    @property
    def is_valid(self) -> bool:
        """Whether it is neither revoked nor of somebody who is no participant any more."""
        return self.card.revoked_at is None and self.member.status in INSURED


def with_code(*, code: str, markets: QuerySet[Market]) -> CheckedCard | None:
    """The card with that code of somebody in these markets, however the code was typed."""
    found = Card.objects.filter(check_code=plain_code(code), member__market__in=markets)
    card = found.select_related("member__cover", "member__market__partner", "revoked_by").first()
    return CheckedCard(card, cover.of(card.member)) if card else None
