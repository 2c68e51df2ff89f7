"""The papers of the demo: photos of receipts that nobody gave."""

import datetime as dt
import io

from PIL import Image, ImageDraw

from contributions import transfer_proofs, wording
from contributions.remittance_transfers import AskedTransfer

SIZE = (480, 640)


def transfer_photo(*, amount_idr: int, day: dt.date, reference: str) -> bytes:
    """A JPEG of a bank's receipt of a transfer to BPJS, marked as an example."""
    return photo(
        "CONTOH - BUKTI TRANSFER",
        "Kepada: BPJS Ketenagakerjaan",
        f"Tanggal: {day:%d-%m-%Y}",
        f"Referensi: {reference}",
        f"Jumlah: {wording.rupiah(amount_idr)}",
    )


def photo(*lines: str) -> bytes:
    """A JPEG of a paper with these lines."""
    image = Image.new("RGB", SIZE, "white")
    ImageDraw.Draw(image).multiline_text((40, 60), "\n\n".join(lines), fill="black", font_size=22)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=60)
    return file.getvalue()


def asked_transfer(*, amount_idr: int, day: dt.date, reference: str) -> AskedTransfer:
    """What the treasurer tells about such a transfer, with its photo."""
    photo = transfer_photo(amount_idr=amount_idr, day=day, reference=reference)
    return AskedTransfer(
        kind="transfer",
        amount_idr=amount_idr,
        day=day,
        reference=reference,
        proof=transfer_proofs.read(io.BytesIO(photo)),
    )
