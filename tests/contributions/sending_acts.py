"""What is done to bring a posted remittance to BPJS: transfers, and why less was sent."""

from contributions import ledger, remittance_transfers, transfer_differences, unsent
from contributions.models import Place, Remittance, RemittanceTransfer
from contributions.remittance_transfers import AskedTransfer
from contributions.transfer_proofs import Proof
from markets.models import Role, User
from tests.contributions.actors import pick
from tests.contributions.entering_acts import EnteringActs

PROOF = Proof("application/pdf", b"%PDF-1.4 %%EOF")


class SendingActs(EnteringActs):
    """Between posting and BPJS's answer."""

    def send(self, by: User, share: int) -> None:
        """So many percent of what is not sent yet of a remittance."""
        with self.trying("send"):
            posted = pick(self.unsent_remittances())
            sent = AskedTransfer(
                kind="transfer",
                amount_idr=unsent.of(remittance=posted) * share // 100,
                day=self.today,
                reference=f"SENT {self.acted}",
                proof=PROOF,
            )
            remittance_transfers.record(remittance=posted, asked=sent, by=by, at=self.now)

    def reverse_transfer(self) -> None:
        """The last one that counts was a mistake."""
        with self.trying("reverse_transfer"):
            counted = RemittanceTransfer.objects.filter(live=True, kind="transfer")
            row = pick(counted.order_by("-pk"))
            another = self.other(row.recorded_by)
            remittance_transfers.reverse(transfer=row, reason="Keliru", by=another, at=self.now)

    def explain_difference(self) -> None:
        """Somebody who neither posted nor sent it says why less was sent than is listed."""
        with self.trying("explain_difference"):
            posted = pick(self.unsent_remittances())
            transfer_differences.explain(
                remittance=posted,
                shown_idr=transfer_differences.compared(remittance=posted).difference_idr,
                reason="BPJS menagih kurang",
                by=self.who_took_no_part(posted),
                at=self.now,
            )

    def unsent_remittances(self) -> list[Remittance]:
        """Those of which something is not sent, the oldest first."""
        posted = list(Remittance.objects.filter(status=Remittance.Status.POSTED).order_by("pk"))
        left = ledger.balances(Place.ON_ITS_WAY, [row.pk for row in posted])
        return [row for row in posted if left.get(row.pk)]

    def who_took_no_part(self, posted: Remittance) -> User:
        """A treasurer who neither posted it nor recorded a transfer of it; else of the branch."""
        treasurers = User.objects.filter(partner=self.partner, role=Role.TREASURER)
        others = treasurers.exclude(pk=posted.posted_by_id)
        recorded = posted.transfers.values("recorded_by")
        return others.exclude(pk__in=recorded).order_by("pk").first() or self.reviewer
