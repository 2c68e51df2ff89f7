"""What somebody sends as a picture, made into one that may be kept: small, upright, bare.

Everything is decoded and written anew, so that nothing of the file itself is kept: no place, no
owner's name, no script behind the last line. What could be dangerous to decode is refused before.
"""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL.Image import Resampling, Transpose

from markets.refusals import Refusal
from members import picture_headers
from members.picture_headers import JPEG, PNG, WEBP, Header, UnreadableHeader

MOST_BYTES = 8 * 2**20
# A camera's JPEG is let go line by line; what must be held whole has to be smaller.
MOST_PIXELS = 64_000_000
MOST_PIXELS_WHOLE = {JPEG: 12_000_000, PNG: 12_000_000, WEBP: 6_000_000}
MOST_SCANS = 40  # of a progressive JPEG: real ones have about ten
LEAST_SIDE = 64  # pixels; nothing can be read on a smaller one
LONGEST_SIDE = 1600
SMALL_SIDE, DESK_SIDE = 480, 960  # of a preview: on the phone, and where it is compared
WANTED_BYTES = 300 * 1024
# Tried one after the other until it is small enough: longest side, JPEG quality.
ATTEMPTS = ((LONGEST_SIDE, 82), (LONGEST_SIDE, 70), (1280, 65), (1024, 55), (800, 40))
DECODERS: dict[str, Callable[[BinaryIO], Image.Image]] = {
    JPEG: JpegImagePlugin.JpegImageFile,
    PNG: PngImagePlugin.PngImageFile,
    WEBP: WebPImagePlugin.WebPImageFile,
}
ORIENTATION = 0x0112  # the EXIF tag: how the camera was held
TURNED = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
# Texts inside a PNG are thrown away; they must not unfold to more than this on the way.
PngImagePlugin.MAX_TEXT_MEMORY = 2**20


class UnableToReadPicture(Refusal):
    """It cannot be kept as a picture; the text says what to do."""


@dataclass(frozen=True, repr=False)
class Picture:
    """A JPEG that we wrote ourselves, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def read(file: BinaryIO) -> Picture:
    """The picture in a file that was sent, upright, at most 1600 pixels long, without metadata.

    Raises UnableToReadPicture for what is no JPEG, PNG or WebP, too large, moving or broken.
    """
    data = file.read(MOST_BYTES + 1)
    header = _checked(data)
    try:
        with DECODERS[header.format](io.BytesIO(data)) as image:
            if image.size != (header.width, header.height) or getattr(image, "n_frames", 1) > 1:
                raise _unreadable()
            return _written(_upright(image))
    # Decoders fail in as many ways as files can be broken; none of them is ours to tell apart.
    except UnableToReadPicture:
        raise
    except Exception as error:
        raise _unreadable() from error


def small(jpeg: bytes, *, side: int = SMALL_SIDE) -> bytes:
    """A preview of one of our own pictures, `side` pixels long."""
    with JpegImagePlugin.JpegImageFile(io.BytesIO(jpeg)) as image:
        image.thumbnail((side, side))
        return _jpeg(image.convert("RGB"), quality=70)


def drawn(text: str) -> BinaryIO | None:
    """What a page's script drew, as a file; it comes as text, `data:image/png;base64,...`."""
    head, _comma, body = text.partition(",")
    if not body or not head.endswith(";base64"):
        return None
    try:
        return io.BytesIO(base64.b64decode(body, validate=True))
    except ValueError:
        return io.BytesIO(b"?")  # refused like any other file that is no picture


def too_large() -> UnableToReadPicture:
    """The refusal of a file that is larger than what is read."""
    return UnableToReadPicture(
        _("Fotonya terlalu besar: paling banyak 8 MB. Ambil lagi dengan kamera HP."), "too_large"
    )


def _checked(data: bytes) -> Header:
    """What the file says of itself, where it is safe to decode."""
    if not data:
        raise UnableToReadPicture(_("Berkasnya kosong. Ambil fotonya sekali lagi."), "empty")
    if len(data) > MOST_BYTES:
        raise too_large()
    try:
        header = picture_headers.read(data)
    except UnreadableHeader as error:
        raise UnableToReadPicture(
            _("Berkas itu bukan foto JPEG, PNG atau WebP. Ambil fotonya dengan kamera HP."),
            "no_picture",
        ) from error
    if header.animated:
        raise UnableToReadPicture(_("Gambar bergerak tidak bisa dipakai. Ambil foto."), "moving")
    most = MOST_PIXELS_WHOLE[header.format] if header.whole else MOST_PIXELS
    if header.width * header.height > most or header.scans > MOST_SCANS:
        raise UnableToReadPicture(
            _("Gambarnya terlalu luas untuk diolah. Ambil lagi dengan kamera HP."),
            "too_many_pixels",
        )
    if min(header.width, header.height) < LEAST_SIDE:
        raise UnableToReadPicture(
            _("Gambarnya terlalu kecil untuk dibaca. Ambil lagi lebih dekat."), "too_small"
        )
    return header


def _unreadable() -> UnableToReadPicture:
    return UnableToReadPicture(
        _("Fotonya rusak atau tidak lengkap. Ambil fotonya sekali lagi."), "broken"
    )


def _upright(image: Image.Image) -> Image.Image:
    """Small enough, in plain colours on white, as the camera was held."""
    orientation = _orientation(image)
    scale = min(1, LONGEST_SIDE / max(image.size))
    # Only a JPEG can be decoded at an eighth, a quarter or a half; others do nothing here.
    image.draft("RGB", (int(image.width * scale), int(image.height * scale)))
    image.load()
    plain = _plain(image)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Resampling.LANCZOS, reducing_gap=2.0)
    return plain.transpose(TURNED[orientation]) if orientation in TURNED else plain


def _orientation(image: Image.Image) -> object:
    try:
        return image.getexif().get(ORIENTATION)
    except Exception:  # a broken tag is no reason to refuse a good photo
        return None


def _plain(image: Image.Image) -> Image.Image:
    """RGB; what can be seen through is laid on white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen_through = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(seen_through, mask=seen_through.getchannel("A"))
        return white
    return image.convert("RGB")


def _written(image: Image.Image) -> Picture:
    for side, quality in ATTEMPTS:
        image.thumbnail((side, side), Resampling.LANCZOS)
        jpeg = _jpeg(image, quality=quality)
        if len(jpeg) <= WANTED_BYTES:
            break
    return Picture(jpeg, image.width, image.height)


def _jpeg(image: Image.Image, *, quality: int) -> bytes:
    image.info = {}  # a comment would be written again
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
