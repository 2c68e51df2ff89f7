"""Credit that is given back, for the tests of money."""

import io
from typing import Any

from contributions import repayments
from contributions.models import Repayment
from markets.models import User
from members import pictures
from members.models import Member
from tests.factories import NOON
from tests.photos import jpeg


def prepare(*, member: Member, by: User, **fields: Any) -> Repayment:
    """All of her credit, for herself and in cash."""
    assert by.partner is not None
    fields.setdefault("shown_idr", repayments.amount(member=member, partner=by.partner.pk))
    fields.setdefault("receiver", member.name)
    fields.setdefault("relation", "herself")
    fields.setdefault("how", "cash")
    return repayments.prepare(member=member, explanation="Berhenti", by=by, at=NOON, **fields)


def pay(*, repayment: Repayment, by: User, **fields: Any) -> Repayment:
    """The receiver signs, and has the money."""
    fields.setdefault("signed", pictures.read(io.BytesIO(jpeg())))
    fields.setdefault("on_paper", False)
    fields.setdefault("at", NOON)
    return repayments.pay(repayment=repayment, by=by, **fields)
