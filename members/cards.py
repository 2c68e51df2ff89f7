"""Cards for the traders' books: one valid card a member, revoked when lost and made anew."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from markets.models import Market, User
from members.models import Card, Member
from members.models.card import CHECK_CODE_LENGTH

# Letters and digits that are not taken for each other, neither seen nor heard in a row.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
INSURED = (Member.Status.ACTIVE, Member.Status.LAPSED)


class UnableToMakeCard(Exception):
    """No card can be made or revoked so; the text says what to do."""


@transaction.atomic
def make(*, member: Member, by: User, at: dt.datetime) -> Card:
    """The member's valid card; a new one only where she has none. Raises UnableToMakeCard."""
    locked = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    valid = of(locked)
    if valid is not None:
        return valid
    if locked.status not in INSURED:
        raise UnableToMakeCard(_("Kartu dibuat untuk peserta yang pendaftarannya sudah disetujui."))
    return Card.objects.create(
        member=locked,
        market=Market.objects.get(pk=locked.market_id),
        token=secrets.token_urlsafe(16),
        check_code=_free_code(),
        made_by=by,
        made_at=at,
    )


@transaction.atomic
def replace(*, card: Card, reason: str, by: User, at: dt.datetime) -> Card:
    """Revoke that card, saying why, and make a new one; twice the same changes nothing more.

    Raises UnableToMakeCard.
    """
    revoke(card=card, reason=reason, by=by, at=at)
    return make(member=card.member, by=by, at=at)


@transaction.atomic
def revoke(*, card: Card, reason: str, by: User, at: dt.datetime) -> Card:
    """From now on that card's page says that it is not valid. Raises UnableToMakeCard."""
    Member.objects.select_for_update(no_key=True).get(pk=card.member_id)
    card = Card.objects.select_related("member").get(pk=card.pk)
    if card.revoked_at is not None:
        return card
    if reason not in Card.Reason.values:
        raise UnableToMakeCard(_("Pilih alasannya."))
    card.revoked_by, card.revoked_at, card.revoke_reason = by, at, reason
    card.save(update_fields=["revoked_by", "revoked_at", "revoke_reason"])
    return card


def of(member: Member) -> Card | None:
    """Her valid card, if she has one."""
    return Card.objects.filter(member=member, revoked_at=None).first()


def plain_code(text: str) -> str:
    """A check code as it is stored, from one with small letters, spaces and dashes."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:CHECK_CODE_LENGTH]


def _free_code() -> str:
    """A random code no card has; the unique key refuses the one in a billion that comes twice."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(CHECK_CODE_LENGTH))
        if not Card.objects.filter(check_code=code).exists():
            return code
