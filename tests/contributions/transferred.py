"""Builders of transfers of remittances, and of their proofs."""

import io
from typing import Any

from PIL import Image

from contributions import remittance_transfers, transfer_differences, transfer_proofs
from contributions.models import PartnerAccount, Remittance, RemittanceTransfer
from contributions.remittance_transfers import AskedTransfer
from markets.models import User
from members.models import Member
from tests import factories
from tests.contributions.answered import make_posted_line
from tests.contributions.money import Cast, send_all
from tests.contributions.statement_steps import DAY, line_of
from tests.factories import NOON, TODAY

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def jpeg() -> bytes:
    """A photo of a bank's receipt."""
    file = io.BytesIO()
    Image.new("RGB", (120, 160), "white").save(file, "JPEG")
    return file.getvalue()


def asked(**fields: Any) -> AskedTransfer:
    """What is told about a transfer of Rp8.400 with its proof."""
    told: dict[str, Any] = {
        "kind": "transfer",
        "amount_idr": 8_400,
        "day": TODAY,
        "reference": "BRI-1",
        "proof": transfer_proofs.read(io.BytesIO(PDF)),
    }
    return AskedTransfer(**told | fields)


def record(remittance: Remittance, by: User, **fields: Any) -> RemittanceTransfer:
    """The transfer, recorded."""
    return remittance_transfers.record(remittance=remittance, asked=asked(**fields), by=by, at=NOON)


def reverse(transfer: RemittanceTransfer, reason: str) -> RemittanceTransfer:
    """Another treasurer of the partner reverses it."""
    deputy = factories.make_treasurer(partner=transfer.partner)
    return remittance_transfers.reverse(transfer=transfer, reason=reason, by=deputy, at=NOON)


def make_transfer() -> RemittanceTransfer:
    """A transfer of a posted remittance of its own."""
    transfer: RemittanceTransfer = make_posted_line().remittance.transfers.get()
    return transfer


def whole_transfers(cast: Cast, posted: Remittance, *, rejected: Member) -> None:
    """Every kind of transfer of a remittance of which a month is rejected; one reversed, one
    difference explained; all of it is sent in the end.
    """
    by = cast.treasurer
    record(posted, by, amount_idr=10_000)
    cast.reject(posted, rejected)
    record(posted, by, kind="set_off", reference="SURAT-1", amount_idr=8_400)
    mistyped = record(posted, by, reference="BRI-4", amount_idr=100)
    reverse(mistyped, "Salah ketik")
    lost = record(posted, by, kind="misdirected", reference="BRI-2", amount_idr=500)
    reverse(lost, "Kembali")
    record(posted, by, kind="misdirected", reference="BRI-2", amount_idr=400)
    record(posted, by, kind="fee", amount_idr=2_500, proof=None)
    wrong = record(posted, by, kind="surplus", amount_idr=300, proof=None)
    reverse(wrong, "Salah catat")
    record(posted, by, kind="surplus", amount_idr=200, proof=None)
    explain(posted, "Sisanya ditransfer besok")
    send_all(posted, by=by)


def explain(posted: Remittance, reason: str) -> None:
    """Another treasurer of the partner says why less was sent than is listed."""
    transfer_differences.explain(
        remittance=posted,
        shown_idr=transfer_differences.compared(remittance=posted).difference_idr,
        reason=reason,
        by=factories.make_treasurer(partner=posted.partner),
        at=NOON,
    )


def rejected_unsent(cast: Cast, *, rejected_first: bool = False) -> Remittance:
    """BPJS billed the list without one of its two months, and rejects that one."""
    stayed, went = (cast.member() for _ in range(2))
    for member in (stayed, went):
        cast.pay(member, by=cast.treasurer, method="transfer", reference=f"UNSENT {member.pk}")
    posted = cast.post_unsent(payment_code="BPJS-UNSENT")
    record(posted, cast.treasurer, reference="BRI-UNSENT")
    explain(posted, "BPJS menagih tanpa satu bulan")
    if rejected_first:
        cast.reject(posted, stayed)
    cast.accept_of(posted, went)
    if not rejected_first:
        cast.reject(posted, stayed)
    return posted


def match_with_its_surplus(cast: Cast) -> None:
    """A line of the bank is the first of these transfers, and what went beyond its list."""
    bank = PartnerAccount.objects.get(partner=cast.partner, kind="bank")
    line = line_of(cast, bank, DAY, "BRI-1", "-10200")
    assert line.matches.get().remittance_transfer.amount_idr == 10_000
