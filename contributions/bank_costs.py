"""What a bank takes for itself, by a line of its statement: out of members' money, so it is owed.

The line's match is the document. Its cost is as much of the line as the ledger's bank account
holds: where that is less, the partner's own money in the account has paid the rest. Money on a
final remittance is not touched: it will be paid from there.

In the caller's transaction, with the partner locked (`hold`).
"""

import datetime as dt

from contributions import deposits, ledger, own_money
from contributions.models import Document, PartnerAccount, Place, StatementLine, StatementMatch
from markets.models import Partner, User


class MoneyIsListed(Exception):
    """What the account holds is listed for BPJS: that is to be paid or cancelled first."""


def hold(*, partner: int) -> None:
    """Nothing of the partner's bank moves until the caller's transaction ends."""
    Partner.objects.select_for_update(no_key=True).get(pk=partner)


def cost(*, line: StatementLine) -> int:
    """What of the line came out of members' money, in rupiah. Raises MoneyIsListed."""
    is_bank = line.account.kind == PartnerAccount.Kind.BANK
    if line.direction != StatementLine.Direction.OUT or not is_bank:
        return 0
    bank = ledger.partner_bank(line.account.partner_id)
    held_idr = ledger.balance(Place.PARTNER_BANK, bank.id)
    taken_idr = max(min(line.amount_idr, held_idr), 0)
    if taken_idr and deposits.free_of(bank) < taken_idr:
        raise MoneyIsListed
    return taken_idr


def book(*, match: StatementMatch, by: User, at: dt.datetime) -> None:
    """The bank has taken the cost of that match: the partner owes it."""
    _move(match, by, at, taken=True)


def may_undo(*, match: StatementMatch) -> bool:
    """Whether nobody has made up for it, or says so."""
    return own_money.owed(partner=match.line.account.partner_id).open_idr >= match.cost_idr


def undo(*, match: StatementMatch, by: User, at: dt.datetime) -> None:
    """It was no cost: the money is in the bank as before."""
    _move(match, by, at, taken=False)


def _move(match: StatementMatch, by: User, at: dt.datetime, *, taken: bool) -> None:
    partner = match.line.account.partner_id
    bank, fee = ledger.partner_bank(partner), ledger.fee(partner)
    if not match.cost_idr:
        return
    ledger.move(
        source=bank if taken else fee,
        target=fee if taken else bank,
        amount_idr=match.cost_idr,
        founded=ledger.Founded(
            document=Document.BANK_COST,
            document_id=str(match.pk),
            partner_id=partner,
            by=by,
            at=at,
        ),
    )
