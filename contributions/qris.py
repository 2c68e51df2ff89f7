"""QRIS codes: reading a market's code, and making one from it that asks for an exact amount.

A code is a run of fields, each a tag of two digits, a length of two digits (in characters) and so
many characters; the last field, 63, is a CRC over everything before it, its own tag and length
included (EMVCo, merchant presented). A code with an amount is the market's own static one with
01=12, 54 and a reference added. Nothing here says that anybody paid: only a statement does.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

GLOBAL_ID = "ID.CO.QRIS.WWW"
STATIC, DYNAMIC = "11", "12"
RUPIAH, INDONESIA = "360", "ID"
MOST_CHARACTERS = 512  # a QR code with more is too dense for the camera of a cheap phone
LONGEST_VALUE = 99
LONGEST_REFERENCE = 25
ASKED_FROM_THE_PAYER = "***"
# A tip or a fee would change the amount that was shown.
EXTRAS = ("55", "56", "57")
ACCOUNTS = tuple(f"{tag}" for tag in range(26, 52))
NESTED = (*ACCOUNTS, "62")

Fields = tuple[tuple[str, str], ...]


class UnreadableQris(ValueError):
    """It is no QRIS code we can work with; `str()` says what is wrong and what to do."""


@dataclass(frozen=True)
class Qris:
    """A code that was read and found sound. `amount_idr` is None where the payer types it."""

    fields: Fields
    is_dynamic: bool
    amount_idr: int | None
    nmid: str
    merchant_name: str
    merchant_city: str
    reference: str


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of the text's bytes, as four upper-case hex digits."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _bit in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
            value &= 0xFFFF
    return f"{value:04X}"


def read(text: str) -> Qris:
    """What the code says, checked throughout. Raises UnreadableQris.

    Line breaks and blanks around it are forgiven, as a scanner's app may leave them.
    """
    text = text.strip().replace("\r", "").replace("\n", "")
    if not text:
        raise UnreadableQris(_("Tempelkan isi kode QRIS."))
    if len(text) > MOST_CHARACTERS:
        raise UnreadableQris(_("Isi kode terlalu panjang untuk sebuah QRIS."))
    if not text.startswith("000201"):
        raise UnreadableQris(
            _("Ini bukan isi kode QRIS. Isinya dimulai dengan 000201; salin seluruhnya.")
        )
    fields = _fields(text)
    _check_checksum(text, fields)
    values = dict(fields)
    parts = {tag: dict(_fields(values[tag], within=tag)) for tag in NESTED if tag in values}
    _check_values(values)
    return Qris(
        fields=fields,
        is_dynamic=values["01"] == DYNAMIC,
        amount_idr=_amount(values.get("54")),
        nmid=_nmid(parts.get("51")),
        merchant_name=values["59"].strip(),
        merchant_city=values["60"].strip(),
        reference=_reference(parts.get("62", {})),
    )


def with_amount(code: Qris, *, amount_idr: int, reference: str) -> str:
    """The same merchant's code, asking for exactly that amount under that reference.

    The reference goes where the code keeps one: 62.05, or 62.01 where 62.05 stands already. What
    stands besides is kept. Raises UnreadableQris where the code leaves no place for it.
    """
    if amount_idr <= 0:
        raise UnreadableQris(_("Jumlah QRIS harus lebih dari nol rupiah."))
    if not re.fullmatch(r"[0-9A-Za-z]+", reference) or len(reference) > LONGEST_REFERENCE:
        raise UnreadableQris(_("Referensi QRIS terdiri dari huruf dan angka, paling banyak 25."))
    values = dict(code.fields)
    if any(tag in values for tag in EXTRAS):
        raise UnreadableQris(
            _(
                "Kode ini menambahkan tip atau biaya, jadi jumlahnya tidak akan tepat. Minta kode "
                "tanpa tip dan biaya kepada penyedia QRIS."
            )
        )
    fields = [(tag, value) for tag, value in code.fields if tag not in ("54", "62", "63")]
    fields = [(tag, DYNAMIC if tag == "01" else value) for tag, value in fields]
    _insert(fields, "54", str(amount_idr))
    _insert(fields, "62", _with_reference(values.get("62", ""), reference))
    return compose(fields)


def compose(fields: list[tuple[str, str]]) -> str:
    """These fields as one text, closed by their checksum. Raises UnreadableQris."""
    text = _run(fields) + "6304"
    return text + crc(text)


def _run(fields: list[tuple[str, str]]) -> str:
    for tag, value in fields:
        if not 0 < len(value) <= LONGEST_VALUE:
            raise UnreadableQris(
                _("Bagian %(tag)s harus berisi 1 sampai 99 karakter.") % {"tag": tag}
            )
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in fields)


def _fields(text: str, within: str = "") -> Fields:
    """The fields of a run, in its order, each tag once."""
    fields: list[tuple[str, str]] = []
    at, seen = 0, set()
    while at < len(text):
        head = text[at : at + 4]
        if not re.fullmatch(r"[0-9]{4}", head):
            raise UnreadableQris(
                _("Kode rusak pada karakter ke-%(at)d%(part)s. Pindai dan salin lagi seluruhnya.")
                % {"at": at + 1, "part": _part(within)}
            )
        tag, length = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if not length or len(value) < length:
            raise UnreadableQris(
                _("Kode terpotong di bagian %(tag)s%(part)s. Pindai dan salin lagi seluruhnya.")
                % {"tag": tag, "part": _part(within)}
            )
        if tag in seen:
            raise UnreadableQris(
                _("Bagian %(tag)s%(part)s ada dua kali. Pindai dan salin lagi kodenya.")
                % {"tag": tag, "part": _part(within)}
            )
        seen.add(tag)
        fields.append((tag, value))
        at += 4 + length
    return tuple(fields)


def _part(within: str) -> str:
    return _(" di dalam bagian %(tag)s") % {"tag": within} if within else ""


def _check_checksum(text: str, fields: Fields) -> None:
    tag, given = fields[-1]
    if tag != "63" or len(given) != 4:
        raise UnreadableQris(
            _("Kode tidak diakhiri angka pemeriksa (6304). Salin lagi sampai akhir.")
        )
    if given != crc(text[:-4]):
        raise UnreadableQris(
            _("Angka pemeriksa tidak cocok: ada karakter yang berubah. Pindai dan salin lagi.")
        )


def _check_values(values: dict[str, str]) -> None:
    required = {
        "01": _("jenis kode"), "52": _("jenis usaha"), "53": _("mata uang"), "58": _("negara"),
        "59": _("nama pedagang"), "60": _("kota"),
    }  # fmt: skip
    for tag, name in required.items():
        if not values.get(tag, "").strip():
            raise UnreadableQris(
                _("Kode tidak memuat %(name)s (bagian %(tag)s).") % {"name": name, "tag": tag}
            )
    if values["01"] not in (STATIC, DYNAMIC):
        raise UnreadableQris(_("Jenis kode (bagian 01) harus 11 atau 12."))
    if values["53"] != RUPIAH:
        raise UnreadableQris(_("Kode ini bukan dalam rupiah (bagian 53 harus 360)."))
    if values["58"] != INDONESIA:
        raise UnreadableQris(_("Kode ini bukan dari Indonesia (bagian 58 harus ID)."))


def _nmid(account: dict[str, str] | None) -> str:
    if account is None or account.get("00", "").upper() != GLOBAL_ID:
        raise UnreadableQris(_("Kode ini bukan QRIS: bagian 51 dengan ID.CO.QRIS.WWW tidak ada."))
    nmid = account.get("02", "")
    if not re.fullmatch(r"ID[0-9A-Z]{8,13}", nmid):
        raise UnreadableQris(_("Nomor pedagang nasional (NMID, bagian 51.02) tidak ada."))
    return nmid


def _amount(text: str | None) -> int | None:
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,10})(?:\.0{0,2})?", text)
    if match is None or int(match[1]) == 0:
        raise UnreadableQris(_("Jumlah dalam kode (bagian 54) bukan rupiah utuh."))
    return int(match[1])


def _reference(additional: dict[str, str]) -> str:
    found = [additional.get(tag, "") for tag in ("05", "01")]
    return next((value for value in found if value not in ("", ASKED_FROM_THE_PAYER)), "")


def _with_reference(additional: str, reference: str) -> str:
    fields = list(_fields(additional, within="62"))
    values = dict(fields)
    for tag in ("05", "01"):
        if values.get(tag, ASKED_FROM_THE_PAYER) == ASKED_FROM_THE_PAYER:
            fields = [(other, value) for other, value in fields if other != tag]
            _insert(fields, tag, reference)
            return _run(fields)
    raise UnreadableQris(
        _(
            "Kode ini sudah memuat nomor tagihan dan referensi sendiri, jadi pembayarannya tidak "
            "dapat dikenali. Minta kode tanpa keduanya kepada penyedia QRIS."
        )
    )


def _insert(fields: list[tuple[str, str]], tag: str, value: str) -> None:
    """Put the field before the first one with a higher tag."""
    place = next((at for at, (other, _value) in enumerate(fields) if other > tag), len(fields))
    fields.insert(place, (tag, value))
