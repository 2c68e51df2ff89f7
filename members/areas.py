"""The provinces, regencies and cities of today, by the code with which a NIK begins.

From idn-area-data 3.1.2 (ODbL, see NOTICE): two digits for a province, four for a regency or
city. A NIK keeps the code of the day it was given, so an old one may be missing here: a code
that is not in this list is a hint, never an error.
"""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "areas.csv"


@cache
def names() -> dict[str, str]:
    """The name of each area, by its code."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
