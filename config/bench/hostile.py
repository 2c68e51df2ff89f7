"""Uploads that somebody might send to do harm, or whose phone did: each with its name.

Made anew each time, by the same seed; nothing of it is a real picture of anybody.
"""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

SEED = 50_2025
SCRIPT = b"<script>alert(document.cookie)</script>"
PLACE = "Blok A Pasar Cisarua 6.7012 S 106.9412 E"
TELLTALES = (SCRIPT, b"<?php", b"PK\x03\x04", b"%PDF", PLACE.encode(), b"GPS", b"javascript:")
HUGE = ((65_535, 65_535), (65_000, 2_000), (12_001, 12_000), (1, 65_535), (0, 0), (65_535, 0))
CUTS, BROKEN = 16, 24


@dataclass(frozen=True)
class Upload:
    """One file; `refused` where it must not be taken whatever the decoder makes of it."""

    name: str
    data: bytes
    refused: bool = False


def uploads() -> Iterator[Upload]:
    """All of them."""
    for family in (_types, _bombs, _huge, _cut, _broken, _polyglots, _metadata, _moving, _odd):
        yield from family()


def photo(size: tuple[int, int] = (640, 400), mode: str = "RGB") -> Image.Image:
    """Something like a card on a table."""
    width, height = size
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.paste((30, 90, 160), (width // 8, height // 8, width * 7 // 8, height * 7 // 8))
    image.paste((240, 240, 235), (width // 6, height // 3, width // 2, height // 2))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file of that kind."""
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def _plain() -> dict[str, bytes]:
    return {kind: encoded(photo(), kind) for kind in ("JPEG", "PNG", "WEBP")}


def _types() -> Iterator[Upload]:
    """What is no photo, whatever it calls itself."""
    image = photo((120, 90))
    for kind in ("GIF", "TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "PDF", "JPEG2000", "EPS", "DDS"):
        yield Upload(f"type {kind}", encoded(image, kind), refused=True)
    heads = {
        "empty": b"",
        "one byte": b"\xff",
        "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "SVG with a declaration": b'<?xml version="1.0"?><svg>' + SCRIPT + b"</svg>",
        "HTML": b"<!doctype html>" + SCRIPT,
        "PHP": b"<?php system($_GET['c']); ?>",
        "ZIP": b"PK\x03\x04" + bytes(200),
        "ELF": b"\x7fELF" + bytes(200),
        "EXE": b"MZ" + bytes(200),
        "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200),
        "AVIF": b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1" + bytes(200),
        "MP4": b"\x00\x00\x00\x18ftypmp42" + bytes(200),
        "PSD": b"8BPS\x00\x01" + bytes(200),
        "RIFF sound": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(200),
        "text": b"foto KTP",
        "zeroes": bytes(5_000),
        "ImageMagick": b"push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 'url(x)'",
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n" + bytes(99),
    }
    heads |= {
        f"only the signature of a {kind}": data[:length]
        for kind, data in _plain().items()
        for length in (3, 8, 12, 20)
    }
    for name, data in heads.items():
        yield Upload(f"type {name}", data, refused=True)


def _bombs() -> Iterator[Upload]:
    """Little that unfolds to much."""
    for side in (4_000, 9_000, 16_000):
        yield Upload(f"bomb PNG {side}", _flat_png(side, side), refused=True)
    yield Upload("bomb PNG long", _flat_png(900_000, 70), refused=True)
    much = zlib.compress(bytes(16 * 2**20), 6)
    base = _plain()["PNG"]
    for name, chunk in {
        "iCCP": (b"iCCP", b"a\x00\x00" + much),
        "zTXt": (b"zTXt", b"a\x00\x00" + much),
        "iTXt": (b"iTXt", b"a\x00\x01\x00\x00\x00" + much),
    }.items():
        yield Upload(f"bomb PNG {name}", _with_chunk(base, *chunk))
    several = b"".join(_chunk(b"zTXt", b"k%d\x00\x00" % n + much) for n in range(40))
    yield Upload("bomb PNG many texts", base[:33] + several + base[33:])
    coded = encoded(photo((3_000, 2_000)), "JPEG", progressive=True, subsampling=0)
    last = coded[coded.rfind(b"\xff\xda") : -2]
    for scans in (20, 60, 7 * 2**20 // len(last)):
        data = coded[:-2] + last * scans + b"\xff\xd9"
        yield Upload(f"bomb JPEG {scans} scans", data, refused=scans > 40)
    yield Upload("bomb JPEG 9 MB", encoded(photo(), "JPEG") + bytes(9 * 2**20), refused=True)
    webp = encoded(Image.new("RGB", (3_000, 2_500)), "WEBP", method=0)
    yield Upload("bomb WebP", webp, refused=True)


def _huge() -> Iterator[Upload]:
    """A small file that claims to be large, or nothing."""
    files = _plain() | {"progressive JPEG": encoded(photo(), "JPEG", progressive=True)}
    lossless = encoded(photo(), "WEBP", lossless=True)
    for width, height in HUGE:
        for kind, data in files.items():
            claimed = bytearray(data)
            if "JPEG" in kind:
                at = max(claimed.find(b"\xff\xc0"), claimed.find(b"\xff\xc2"))
                claimed[at + 5 : at + 9] = struct.pack(">HH", height, width)
            elif kind == "PNG":
                head = b"IHDR" + struct.pack(">II", width, height) + data[24:29]
                claimed[12:33] = head + struct.pack(">I", zlib.crc32(head))
            else:
                claimed[26:30] = struct.pack("<HH", width & 0x3FFF, height & 0x3FFF)
            yield Upload(f"claims {width}x{height} {kind}", bytes(claimed), refused=True)
        extended = (
            struct.pack("<I", max(0, width - 1))[:3] + struct.pack("<I", max(0, height - 1))[:3]
        )
        body = b"WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + extended + lossless[12:]
        riff = b"RIFF" + struct.pack("<I", len(body)) + body
        yield Upload(f"claims {width}x{height} WebP canvas", riff, refused=True)


def _cut() -> Iterator[Upload]:
    """The connection broke off."""
    for kind, data in _plain().items():
        for number in range(CUTS):
            yield Upload(f"cut {kind} {number}", data[: len(data) * number // CUTS], refused=True)


def _broken() -> Iterator[Upload]:
    """Some bytes came out wrong: refused, or another picture, and nothing worse."""
    chance = random.Random(SEED)  # noqa: S311 - the same ones every time
    for kind, data in _plain().items():
        for number in range(BROKEN):
            changed = bytearray(data)
            for _ in range(1 + number):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            yield Upload(f"broken {kind} {number}", bytes(changed))


def _polyglots() -> Iterator[Upload]:
    """A picture that is something else too."""
    tails = {
        "HTML": SCRIPT,
        "ZIP": b"PK\x03\x04" + bytes(60) + b"PK\x05\x06" + bytes(18),
        "PHP": b"<?php system('id'); ?>",
        "PDF": b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>",
        "JS": b"*/=alert(1)/*",
        "MP4": b"\x00\x00\x00\x18ftypmp42" + bytes(5_000),
        "another picture": encoded(photo((80, 80)), "JPEG"),
    }
    for kind, data in _plain().items():
        for name, tail in tails.items():
            yield Upload(f"polyglot {kind} with {name} behind", data + tail)
    jpeg, png, webp = _plain().values()
    for name, tail in tails.items():
        comment = b"\xff\xfe" + struct.pack(">H", len(tail) + 2) + tail
        yield Upload(f"polyglot JPEG with {name} inside", jpeg[:2] + comment + jpeg[2:])
        yield Upload(f"polyglot PNG with {name} inside", _with_chunk(png, b"tEXt", b"a\0" + tail))
        chunk = b"JUNK" + struct.pack("<I", len(tail)) + tail + bytes(len(tail) % 2)
        riff = b"RIFF" + struct.pack("<I", len(webp) - 8 + len(chunk)) + webp[8:] + chunk
        yield Upload(f"polyglot WebP with {name} inside", riff)
        yield Upload(
            f"polyglot {name} before a JPEG", tail + jpeg, refused=name != "another picture"
        )


def _metadata() -> Iterator[Upload]:
    """Who took it, where, with what: gone."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x9286] = PLACE
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 42.0, 4.0), 3: "E", 4: (106.0, 56.0, 28.0)})
    for orientation in (*range(10), 65_535):
        exif[0x0112] = orientation
        for kind in ("JPEG", "PNG", "WEBP"):
            yield Upload(f"EXIF {orientation} {kind}", encoded(photo(), kind, exif=exif))
    broken = b"Exif\0\0MM\x00*\x00\x00\x00\x08" + b"\xff" * 300
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{PLACE}</x:xmpmeta>".encode()
    for kind in ("JPEG", "PNG", "WEBP"):
        yield Upload(f"EXIF broken {kind}", encoded(photo(), kind, exif=broken))
        yield Upload(f"ICC {kind}", encoded(photo(), kind, icc_profile=SCRIPT * 99))
        yield Upload(f"XMP {kind}", encoded(photo(), kind, xmp=xmp))
    yield Upload("comment JPEG", encoded(photo(), "JPEG", comment=PLACE))


def _moving() -> Iterator[Upload]:
    """More than one picture in a file."""
    more = {"save_all": True, "append_images": [photo().transpose(Image.Transpose.ROTATE_180)]}
    for kind in ("PNG", "WEBP"):
        yield Upload(f"moving {kind}", encoded(photo(), kind, **more), refused=True)
    yield Upload("several in an MPO", encoded(photo(), "MPO", **more))


def _odd() -> Iterator[Upload]:
    """Kinds that cameras do not write."""
    for mode in ("1", "L", "LA", "P", "RGBA"):
        yield Upload(f"mode {mode} PNG", encoded(photo(mode=mode), "PNG"))
    yield Upload("mode of 16 bits PNG", encoded(Image.new("I;16", (300, 200), 40_000), "PNG"))
    for mode in ("L", "CMYK"):
        yield Upload(f"mode {mode} JPEG", encoded(photo(mode=mode), "JPEG"))
    jpeg = _plain()["JPEG"]
    frame = jpeg.find(b"\xff\xc0")
    for marker in (0xC3, 0xC5, 0xC9, 0xCA, 0xCF):
        changed = bytearray(jpeg)
        changed[frame + 1] = marker
        yield Upload(f"JPEG coded as {marker:x}", bytes(changed), refused=True)
    twice = jpeg[:frame] + jpeg[frame : frame + 19] + jpeg[frame:]
    yield Upload("JPEG with two frames", twice, refused=True)
    yield Upload("JPEG without length", jpeg[:2] + b"\xff\xe1\x00\x00" + jpeg[2:], refused=True)
    yield Upload("JPEG of filling", b"\xff\xd8" + b"\xff" * 50_000, refused=True)
    for size in ((1, 1), (63, 640), (640, 63)):
        yield Upload(f"small {size}", encoded(photo(size), "PNG"), refused=True)
    yield Upload("long", encoded(photo((12_000, 80)), "JPEG"))
    yield Upload("large", encoded(photo((8_000, 6_000)), "JPEG", quality=40))
    yield Upload("large and held whole", encoded(photo((4_000, 3_000)), "PNG", compress_level=1))


def _flat_png(width: int, height: int) -> bytes:
    """Nothing but black, one bit a pixel."""
    rows = zlib.compress(bytes((width // 8 + 2) * height), 6)
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _with_chunk(png: bytes, name: bytes, data: bytes) -> bytes:
    return png[:33] + _chunk(name, data) + png[33:]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
