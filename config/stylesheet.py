"""The text of the one stylesheet, as a page may hold it, and its name in the pages' policy."""

import base64
import hashlib
from pathlib import Path

NAME = "css/mitra.css"
TEXT = (Path(__file__).parent.parent / "static" / NAME).read_text()
_DIGEST = hashlib.sha256(TEXT.encode()).digest()
# This text, and no other, may stand in a page.
SOURCE = f"'sha256-{base64.b64encode(_DIGEST).decode()}'"
VERSION = _DIGEST.hex()[:12]
