"""What the first bytes of a picture say, read before any decoder is trusted with the rest.

Only what decides whether decoding is safe: the format, how large it unfolds, and whether the
decoder would have to hold all of it at once. Nothing here is believed but to refuse.
"""

from dataclasses import dataclass

JPEG, PNG, WEBP = "JPEG", "PNG", "WEBP"

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive: what cameras write
OTHER_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
PROGRESSIVE = 0xC2
START_OF_SCAN = 0xDA
WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD8))
ANIMATED = 0x02  # a flag of the WebP header


class UnreadableHeader(Exception):
    """The bytes are no picture of a kind we take, or broken at the beginning."""


@dataclass(frozen=True)
class Header:
    """Format and size as the file claims them. `whole` if decoding holds it whole in memory;
    `scans`: how often a decoder goes over it."""

    format: str
    width: int
    height: int
    whole: bool = True
    scans: int = 1
    animated: bool = False


def read(data: bytes) -> Header:
    """What the file says of itself, by its content and never by its name.

    Raises UnreadableHeader for anything but JPEG, PNG and WebP.
    """
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(PNG_SIGNATURE):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except IndexError:
        raise UnreadableHeader("it ends within its header") from None
    raise UnreadableHeader("neither JPEG nor PNG nor WebP")


def _jpeg(data: bytes) -> Header:
    """Walks the segments up to the first scan."""
    frame: tuple[int, int, int, int] | None = None
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:  # filling
            at += 1
        if data[at] != 0xFF:
            raise UnreadableHeader("no marker where one must be")
        marker, at = data[at + 1], at + 2
        if marker in WITHOUT_LENGTH:
            continue
        length = _big(data, at, 2)
        if length < 2:
            raise UnreadableHeader("a segment without length")
        if marker in OTHER_FRAMES or (marker in FRAMES and frame):
            raise UnreadableHeader("a coding no camera writes")
        if marker in FRAMES:
            frame = marker, _big(data, at + 5, 2), _big(data, at + 3, 2), data[at + 7]
        if marker == START_OF_SCAN:
            break
        at += length
    if frame is None:
        raise UnreadableHeader("a scan without a frame")
    coding, width, height, components = frame
    # Only then does the decoder keep every coefficient; else it lets go line by line.
    several = coding == PROGRESSIVE or data[at + 2] < components
    scans = data.count(b"\xff\xda", at - 2) if several else 1
    return Header(JPEG, width, height, whole=several, scans=scans)


def _png(data: bytes) -> Header:
    if data[12:16] != b"IHDR":
        raise UnreadableHeader("a PNG without its header")
    _ = data[28]  # the header is there whole
    return Header(PNG, _big(data, 16, 4), _big(data, 20, 4))


def _webp(data: bytes) -> Header:
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = 1 + _little(data, 24, 3), 1 + _little(data, 27, 3)
        return Header(WEBP, width, height, animated=bool(data[20] & ANIMATED))
    if kind == b"VP8 ":
        return Header(WEBP, _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF)
    if kind == b"VP8L":
        bits = _little(data, 21, 4)
        return Header(WEBP, 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    raise UnreadableHeader("a WebP of no known kind")


def _big(data: bytes, at: int, count: int) -> int:
    _ = data[at + count - 1]
    return int.from_bytes(data[at : at + count], "big")


def _little(data: bytes, at: int, count: int) -> int:
    _ = data[at + count - 1]
    return int.from_bytes(data[at : at + count], "little")
