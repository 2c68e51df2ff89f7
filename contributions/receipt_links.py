"""The link of a receipt: replaced when it got into other hands, and then it opens nothing more."""

import datetime as dt
import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions.models import Payment, ReplacedLink
from markets.models import Role, User
from markets.refusals import Refusal
from members.models import Member

MAY_REPLACE = frozenset({Role.COLLECTOR, Role.TREASURER, Role.REVIEWER})


class UnableToReplaceLink(Refusal):
    """The link stays as it is; `str()` says what to do.

    `code` is one of: not_yours, no_reason, replaced_already.
    """


def new_token() -> str:
    """128 random bits as they stand in an address."""
    return secrets.token_urlsafe(16)


def token_of(payment: Payment) -> str:
    """The token of the link that opens this receipt today."""
    last = payment.replaced_links.order_by("-pk").first()
    return last.token if last else payment.token


def tokens_of(payments: Iterable[Payment]) -> dict[UUID, str]:
    """The same for many, in one query."""
    found = {payment.pk: payment.token for payment in payments}
    replaced = ReplacedLink.objects.filter(payment__in=found).order_by("pk")
    found.update(replaced.values_list("payment_id", "token"))
    return found


def is_revoked(token: str) -> bool:
    """Whether that token opened a receipt once and does no more."""
    return _can_be_asked(token) and ReplacedLink.objects.filter(former_token=token).exists()


def payment_of(token: str) -> Payment | None:
    """The payment whose receipt this token opens; None where it opens none, or none any more."""
    if not _can_be_asked(token) or is_revoked(token):
        return None
    found = Payment.objects.select_related("series", "member", "market", "partner", "taken_by")
    payment = found.filter(token=token).first()
    if payment is None:
        payment = found.filter(replaced_links__token=token).first()
    return payment


def replace(
    *, payment: Payment, former_token: str, reason: str, by: User, at: dt.datetime
) -> ReplacedLink:
    """Let `former_token` open nothing from now on, and give the receipt another link.

    Done by a collector, a treasurer or a reviewer who reaches the receipt. Raises
    UnableToReplaceLink, also where somebody else was faster.
    """
    if by.role not in MAY_REPLACE:
        raise UnableToReplaceLink(_("Tautan diganti oleh kolektor atau bendahara."), "not_yours")
    if reason not in ReplacedLink.Reason.values:
        raise UnableToReplaceLink(_("Pilih alasannya."), "no_reason")
    try:
        with transaction.atomic():
            # The payment's own row cannot be locked: nothing in it may change.
            Member.objects.select_for_update(no_key=True).get(pk=payment.member_id)
            if former_token != token_of(payment):
                raise _replaced_already()
            return ReplacedLink.objects.create(
                payment=payment,
                market_id=payment.market_id,
                former_token=former_token,
                token=new_token(),
                reason=reason,
                by=by,
                at=at,
            )
    except IntegrityError:
        raise _replaced_already() from None


def _can_be_asked(token: str) -> bool:
    return "\x00" not in token  # at that the database stops reading


def _replaced_already() -> UnableToReplaceLink:
    return UnableToReplaceLink(
        _("Tautan ini sudah diganti. Yang terlihat di sini adalah tautan yang baru."),
        "replaced_already",
    )
