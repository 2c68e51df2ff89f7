"""More than three hundred files meant to do harm: none is kept as it came, none costs much."""

import io

from PIL import Image

from config.bench import hostile, uploads
from members import pictures

# What our own encoder writes: quantisation, frame, Huffman tables, scan, and its JFIF mark.
OUR_SEGMENTS = {0xDB, 0xC0, 0xC4, 0xDA, 0xE0}
# These are read like any other photo: that they are refused would be as wrong.
TAKEN = ("polyglot JPEG with", "EXIF", "comment", "ICC", "XMP", "mode", "long", "large", "several")


def segments(jpeg: bytes) -> list[int]:
    """The markers up to the first scan."""
    found, at = [], 2
    while not found or found[-1] != 0xDA:
        assert jpeg[at] == 0xFF
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def is_bare(jpeg: bytes) -> bool:
    """Whether it is one upright JPEG of our own, small enough, with nothing else in it."""
    with Image.open(io.BytesIO(jpeg)) as image:
        image.load()
        plain = (image.format, image.mode, dict(image.getexif())) == ("JPEG", "RGB", {})
        extras = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        fits = max(image.size) <= pictures.LONGEST_SIDE
    whole = jpeg.startswith(b"\xff\xd8") and jpeg.find(b"\xff\xd9") == len(jpeg) - 2
    ours = set(segments(jpeg)) <= OUR_SEGMENTS
    clean = not any(telltale in jpeg for telltale in hostile.TELLTALES)
    small = len(jpeg) <= pictures.WANTED_BYTES
    return plain and not extras and fits and whole and ours and clean and small


def test_hostile_uploads_are_refused_or_written_anew_and_never_cost_much_memory() -> None:
    sent = {upload.name: upload for upload in hostile.uploads()}
    outcomes = list(uploads.outcomes_of(iter(sent.values())))
    assert len(outcomes) == len(sent) >= 300
    taken = [outcome for outcome in outcomes if not outcome.refused_as]
    refused = {outcome.name: outcome.refused_as for outcome in outcomes if outcome.refused_as}
    assert [outcome.name for outcome in taken if sent[outcome.name].refused] == []
    assert [name for name in refused if name.startswith(TAKEN)] == []
    assert [outcome.name for outcome in taken if not is_bare(bytes.fromhex(outcome.jpeg))] == []
    assert {name: mb for name, mb in map(_memory, outcomes) if mb > uploads.MOST_MEGABYTES} == {}
    assert set(refused.values()) == {
        "broken", "empty", "moving", "no_picture", "too_large", "too_many_pixels", "too_small",
    }  # fmt: skip


def _memory(outcome: uploads.Outcome) -> tuple[str, float]:
    return outcome.name, outcome.peak_megabytes
