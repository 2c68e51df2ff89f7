"""How the files that pages link are collected: named by their hash, and compressed beforehand."""

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage

# The page of the API is for a few developers, and its script takes longer than all else together.
LEFT_AS_THEY_ARE = "drf_spectacular_sidecar/"


class HashedAndCompressed(CompressedManifestStaticFilesStorage):
    """Whitenoise's, but for what few ever ask for."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        asked_for = [path for path in paths if not path.startswith(LEFT_AS_THEY_ARE)]
        yield from super().compress_files(asked_for)
