"""Which consent text holds, and who has agreed to it."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from markets.models import Market, User
from members.models import Consent, ConsentText, ConsentWithdrawal, Document, Member


@dataclass(frozen=True)
class Part:
    """A heading of a consent text and what stands below it."""

    heading: str
    body: str


def in_force(*, on: dt.date) -> ConsentText:
    """The text to be shown on that day. Raises ConsentText.DoesNotExist before the first one."""
    texts = ConsentText.objects.filter(in_force_from__lte=on)
    return texts.order_by("-in_force_from", "-pk")[:1].get()


def parts(text: ConsentText) -> list[Part]:
    """The text in its parts: a blank line parts them, the first line of each is its heading."""
    blocks = [block.partition("\n") for block in text.body.strip().split("\n\n")]
    return [Part(heading, body) for heading, _newline, body in blocks]


def given(member: Member, text: ConsentText) -> bool:
    """Whether the member has agreed to that very text, and has not withdrawn it since."""
    withdrawn = withdrawal_of(member=member)
    if withdrawn is not None and withdrawn.what == ConsentWithdrawal.What.EVERYTHING:
        return False
    return member.consents.filter(text=text).exists()


def withdrawal_of(*, member: Member) -> ConsentWithdrawal | None:
    """Her withdrawal that holds now, if there is one; of two the one of everything."""
    rows = ConsentWithdrawal.objects.filter(member=member, closed_at=None).order_by("what")
    return rows.select_related("recorded_by", "suspended_by", "market").first()


@transaction.atomic
def take(
    *,
    member: Member,
    market: Market,
    text: ConsentText,
    how: str,
    by: User,
    at: dt.datetime,
    evidence: Document | None = None,
) -> Consent:
    """She agrees to that text; what she withdrew before does not hold any more.

    `evidence` is her document that shows it, where `how` says that there is one.
    """
    consent = Consent.objects.create(
        member=member,
        market=market,
        text=text,
        how=how,
        taken_by=by,
        given_at=at,
        evidence=evidence,
    )
    ConsentWithdrawal.objects.filter(member=member, closed_at=None).update(
        closed_at=at, closed_by=consent
    )
    return consent
