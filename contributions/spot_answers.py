"""What a drawn person answers: written down first, once and for ever, then compared.

Until the answer is stored nothing of the books is read for who asks. In the same transaction each
difference becomes a case, for the treasurers of the partner and its branch.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import spot_asking, spot_comparison
from contributions.models import SaidPayment, SpotAnswer, SpotCase, SpotPerson
from contributions.spot_asking import UnableToAsk
from contributions.spot_comparison import Compared, Said
from markets.models import User


@dataclass(frozen=True)
class Told:
    """What came of asking her; payments only where she says that she paid."""

    outcome: str
    said: tuple[Said, ...] = ()
    note: str = ""


def record(*, person: SpotPerson, told: Told, by: User, at: dt.datetime) -> SpotAnswer:
    """Keep the answer and open a case for each difference from the books. Raises UnableToAsk."""
    if bool(told.said) != (told.outcome == SpotAnswer.Outcome.PAID):
        raise UnableToAsk(
            _("Tulis apa yang dibayar, atau pilih jawaban yang lain."), "says_nothing"
        )
    with transaction.atomic():
        spot_asking.standing_asker(person=person, by=by, at=at)
        answer = SpotAnswer.objects.create(
            person=person, outcome=told.outcome, note=told.note.strip(), by=by, at=at
        )
        if told.outcome in SpotAnswer.TOLD:
            for row in spot_comparison.compared(person=person, said=told.said, at=at):
                _keep(answer, row)
    return answer


def _keep(answer: SpotAnswer, row: Compared) -> None:
    person, said = answer.person, None
    if row.said is not None:
        said = SaidPayment.objects.create(answer=answer, payment=row.payment, **vars(row.said))
    if not row.kind:
        return
    told_to = row.said.paid_to if row.said else None
    SpotCase.objects.create(
        answer=answer,
        market=person.market,
        partner=person.partner,
        kind=row.kind,
        said=said,
        payment=row.payment,
        said_idr=row.said.amount_idr if row.said else None,
        booked_idr=row.payment.cash_idr if row.payment else 0,
        collector=row.payment.taken_by if row.payment else told_to or person.collector,
        opened_at=answer.at,
    )
