"""Pictures for the demo: a specimen of an identity card on a table, and a signature."""

import io
import math
import random
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageFont

from members.applications import Application

TABLE, CARD, INK, MARK = (92, 70, 52), (178, 212, 236), (24, 28, 40), (196, 40, 40)
SIZE, EDGE = (1280, 860), 60


def photo(application: Application) -> BinaryIO:
    """What the application says, on a card that cannot be taken for a real one."""
    image = Image.new("RGB", SIZE, TABLE)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((EDGE, EDGE, SIZE[0] - EDGE, SIZE[1] - EDGE), 36, fill=CARD)
    large, plain = ImageFont.load_default(44), ImageFont.load_default(34)
    pen.text((SIZE[0] // 2, 110), "CONTOH - BUKAN KARTU ASLI", MARK, large, anchor="mm")
    pen.text((110, 160), f"NIK  {application.nik}", INK, large)
    for number, line in enumerate(_lines(application)):
        pen.text((110, 250 + 78 * number), line, INK, plain)
    pen.rectangle((930, 260, 1150, 560), fill=(214, 110, 96))
    pen.ellipse((990, 320, 1090, 430), fill=(232, 220, 210))
    pen.pieslice((960, 440, 1120, 680), 180, 360, fill=(232, 220, 210))
    return _file(image, "JPEG")


def signature(chance: random.Random) -> BinaryIO:
    """A few loops from left to right."""
    image = Image.new("RGB", (640, 340), "white")
    height, loops = chance.uniform(40, 90), chance.uniform(3, 6)
    points = [
        (60 + 5 * step, 170 + height * math.sin(step * loops / 16) * math.cos(step / 40))
        for step in range(100)
    ]
    ImageDraw.Draw(image).line(points, fill=INK, width=6, joint="curve")
    return _file(image, "PNG")


def _lines(application: Application) -> list[str]:
    born = application.birth_date
    sex = "PEREMPUAN" if application.sex == "female" else "LAKI-LAKI"
    return [
        f"Nama  {application.name.upper()}",
        f"Lahir  {application.birth_place.upper()}, {born:%d-%m-%Y}",
        f"Jenis kelamin  {sex}",
        f"Alamat  {application.address.upper()}",
        f"Pekerjaan  {application.occupations[0].upper()}",
    ]


def _file(image: Image.Image, kind: str) -> BinaryIO:
    written = io.BytesIO()
    image.save(written, kind)
    written.seek(0)
    return written
