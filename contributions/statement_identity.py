"""What makes a line of a statement the same line in another file: its meaning, not its columns.

Banks export the same days in several layouts: the reference stands in a column of its own or in the
text, in capitals or not, with other signs between. What all of them say is the day, the direction,
the amount and the words. The balance is no part of it: not every layout has one.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter

WORD = re.compile(r"[^\W_]+")


def words(*texts: str) -> str:
    """What texts say, whichever column says it and in whatever order: their words, each once.

    Zeros before a number are left out, for a spreadsheet that saves the file again drops them.
    """
    said = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    plain = "".join(sign for sign in said if not unicodedata.combining(sign))
    return " ".join(sorted({word.lstrip("0") or "0" for word in WORD.findall(plain)}))


class Identities:
    """Gives each line of one file its digest, the same in every file of that account.

    Of lines of one day that mean the same each has a digest of its own, by how many came before:
    two true transfers stay two, and the same two in another export are known.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def digest(
        self, *, day: dt.date, direction: str, amount_idr: int, texts: tuple[str, ...]
    ) -> str:
        """Of the next line of the file; `texts` are all its texts, uncut."""
        meaning = "|".join((f"{day:%Y-%m-%d}", direction, str(amount_idr), words(*texts)))
        self._seen[meaning] += 1
        return hashlib.sha256(f"{meaning}|{self._seen[meaning]}".encode()).hexdigest()
