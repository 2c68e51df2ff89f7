"""What is kept of a photo: upright, small, readable, and nothing but what it shows."""

import io

import pytest
from PIL import Image

from config.bench.hostile import PLACE, encoded, photo
from members import pictures
from members.pictures import UnableToReadPicture

RED, BLUE = (200, 20, 20), (20, 20, 200)


def read(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(pictures.read(io.BytesIO(data)).jpeg))
    image.load()
    return image


def near(one, other) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def flag(size=(300, 200)) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0], size[1] // 2))
    return image


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (300, 200), (150, 20)),
        (2, (300, 200), (150, 20)),
        (3, (300, 200), (150, 180)),
        (4, (300, 200), (150, 180)),
        (5, (200, 300), (20, 150)),
        (6, (200, 300), (180, 150)),
        (7, (200, 300), (180, 150)),
        (8, (200, 300), (20, 150)),
    ],
)
def test_it_stands_upright_as_the_camera_was_held(orientation, size, red_at) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = read(encoded(flag(), "JPEG", exif=exif))
    assert image.size == size
    assert near(image.getpixel(red_at), RED)
    assert near(image.getpixel((size[0] - red_at[0], size[1] - red_at[1])), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_becomes_1600_pixels_long_and_keeps_its_shape(kind) -> None:
    kept = pictures.read(io.BytesIO(encoded(photo((2_400, 1_500)), kind)))
    assert (kept.width, kept.height) == (1600, 1000)
    assert len(kept.jpeg) <= 300 * 1024


def test_a_small_one_is_not_blown_up() -> None:
    assert read(encoded(photo((300, 200)), "JPEG")).size == (300, 200)


def test_noise_is_made_smaller_until_it_fits() -> None:
    noise = Image.effect_noise((1600, 1600), 255).convert("RGB")
    kept = pictures.read(io.BytesIO(encoded(noise, "JPEG", quality=90)))
    assert len(kept.jpeg) <= 300 * 1024 and kept.width < 1600


def test_what_can_be_seen_through_lies_on_white() -> None:
    signature = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    signature.paste((0, 0, 0, 255), (0, 0, 300, 30))
    image = read(encoded(signature, "PNG"))
    assert near(image.getpixel((150, 15)), (0, 0, 0))
    assert near(image.getpixel((150, 80)), (255, 255, 255))


def test_place_name_and_thumbnail_of_the_camera_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = PLACE
    exif.get_ifd(0x8825)[1] = "S"
    sent = encoded(photo(), "JPEG", exif=exif, comment=PLACE, icc_profile=b"profile " * 40)
    assert PLACE.encode() in sent and b"Exif" in sent and b"profile" in sent
    image = read(sent)
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("data", "code", "sentence"),
    [
        (b"", "empty", "Berkasnya kosong."),
        (b"GIF89a" + bytes(99), "no_picture", "bukan foto JPEG, PNG atau WebP"),
        (bytes(pictures.MOST_BYTES + 1), "too_large", "paling banyak 8 MB"),
        (encoded(photo((60, 90)), "PNG"), "too_small", "terlalu kecil untuk dibaca"),
        (encoded(photo(), "JPEG")[:-900], "broken", "rusak atau tidak lengkap"),
    ],
)
def test_a_refusal_says_what_to_do(data, code, sentence) -> None:
    with pytest.raises(UnableToReadPicture, match=sentence) as refused:
        pictures.read(io.BytesIO(data))
    assert refused.value.code == code


def test_a_preview_is_small() -> None:
    jpeg = pictures.read(io.BytesIO(encoded(photo((1_600, 1_000)), "JPEG"))).jpeg
    with Image.open(io.BytesIO(pictures.small(jpeg))) as image:
        assert image.size == (480, 300)
