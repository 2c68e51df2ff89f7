"""Builders of transfers of remittances, and of their proofs."""

import io
from typing import Any

from PIL import Image

from contributions import remittance_transfers, transfer_differences, transfer_proofs
from contributions.models import PartnerAccount, Remittance, RemittanceTransfer
from contributions.remittance_transfers import AskedTransfer
from markets.models import User
from tests import factories
from tests.contributions.answered import make_posted_line
from tests.contributions.money import Cast
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
    posted = make_posted_line().remittance
    assert posted.posted_by is not None
    return record(posted, posted.posted_by, reference=f"BRI {posted.pk}")


def whole_transfers(cast: Cast, posted: Remittance) -> None:
    """Every kind of transfer of a remittance of which a month was rejected; one explained."""
    by = cast.treasurer
    record(posted, by, amount_idr=10_000)
    record(posted, by, kind="set_off", reference="SURAT-1", amount_idr=8_400)
    lost = record(posted, by, kind="misdirected", reference="BRI-2", amount_idr=500)
    reverse(lost, "Kembali")
    record(posted, by, kind="misdirected", reference="BRI-2", amount_idr=400)
    record(posted, by, kind="fee", amount_idr=2_500, proof=None)
    wrong = record(posted, by, kind="surplus", amount_idr=300, proof=None)
    reverse(wrong, "Salah catat")
    record(posted, by, kind="surplus", amount_idr=200, proof=None)
    transfer_differences.explain(
        remittance=posted,
        shown_idr=transfer_differences.compared(remittance=posted).difference_idr,
        reason="Sisanya ditransfer besok",
        by=factories.make_treasurer(partner=cast.partner),
        at=NOON,
    )


def match_with_its_surplus(cast: Cast) -> None:
    """A line of the bank is the first of these transfers, and what went beyond its list."""
    bank = PartnerAccount.objects.get(partner=cast.partner, kind="bank")
    line = line_of(cast, bank, DAY, "BRI-1", "-10200")
    assert line.matches.get().remittance_transfer.amount_idr == 10_000
