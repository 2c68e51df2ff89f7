"""Rows of BPJS's answers on one side, and what fills in their addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions.models import AnswerList, Payment, Remittance, RemittanceTransfer
from tests.contributions import transferred
from tests.contributions.answered import make_answer_list
from tests.contributions.money import Cast


class RemittanceRows:
    """A remittance of which BPJS has rejected one month, and a file with the other answer."""

    mark: str
    cast: Cast

    @cached_property
    def posted(self) -> Remittance:
        transfer = {"by": self.cast.treasurer, "method": Payment.Method.TRANSFER}
        for reference in "23":
            member = self.cast.member(name=f"Siti {self.mark}")
            self.cast.pay(member, reference=reference, **transfer)
        posted = self.cast.post_unsent(payment_code=f"BPJS {self.mark} {self.cast.partner.pk}")
        transferred.record(posted, self.cast.treasurer, reference=f"BRI {self.mark}")
        self.cast.reject(posted, posted.lines.earliest("pk").contribution.member)
        return posted

    @cached_property
    def transfer(self) -> RemittanceTransfer:
        reference = f"BRI {self.mark} {self.posted.pk}"
        return transferred.record(self.posted, self.cast.treasurer, reference=reference)

    @cached_property
    def answer_list(self) -> AnswerList:
        return make_answer_list(remittance=self.posted, by=self.cast.treasurer)


REMITTANCE_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    "upload_answers": lambda side: [side.posted.pk],
    "record_transfer": lambda side: [side.posted.pk],
    "explain_difference": lambda side: [side.posted.pk],
    "transfer": lambda side: [side.transfer.pk],
    "transfer_proof": lambda side: [side.transfer.pk],
    "reverse_transfer": lambda side: [side.transfer.pk],
    "accept_rest": lambda side: [side.posted.pk],
    "answer_line": lambda side: [side.posted.pk, side.posted.lines.latest("pk").pk],
    "settle_rejection": lambda side: [side.posted.answers.earliest("pk").pk],
    "answer_list": lambda side: [side.answer_list.pk],
    "failed_answers": lambda side: [side.answer_list.pk],
}
