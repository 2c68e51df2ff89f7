"""How the files that pages link are collected: named by their hash, and compressed beforehand.

Our scripts lose their comments and indents on the way: a phone has no use for them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The page of the API is for a few developers, and its script takes longer than all else together.
LEFT_AS_THEY_ARE = "drf_spectacular_sidecar/"
OUR_SCRIPTS = "js/"


class HashedAndCompressed(CompressedManifestStaticFilesStorage):
    """Whitenoise's, but for what few ever ask for."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        asked_for = [path for path in paths if not path.startswith(LEFT_AS_THEY_ARE)]
        yield from super().compress_files(asked_for)

    def _save(self, name: str, content: Any) -> str:
        if name.startswith(OUR_SCRIPTS) and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(jsmin(content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved
