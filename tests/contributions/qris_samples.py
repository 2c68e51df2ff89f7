"""Static QRIS codes of invented merchants."""

from contributions import qris

NMID = "ID1020000099999"


def make_static(
    *,
    name: str = "PASAR CISARUA",
    nmid: str = NMID,
    without: tuple[str, ...] = (),
    **changed: str,
) -> str:
    """A sound static code; `t62="..."` sets field 62, `without` leaves fields out."""
    account = f"0014ID.CO.QRIS.WWW0215{nmid}0303UMI"
    fields = {
        "00": "01",
        "01": "11",
        "26": "0016ID.CO.CONTOH.WWW01189360000000000000010303UMI",
        "51": account,
        "52": "5411",
        "53": "360",
        "58": "ID",
        "59": name,
        "60": "BOGOR",
        "61": "16750",
        "62": "0703A01",
    }
    fields |= {tag[1:]: value for tag, value in changed.items()}
    kept = sorted((tag, value) for tag, value in fields.items() if tag not in without)
    return qris.compose(kept)
