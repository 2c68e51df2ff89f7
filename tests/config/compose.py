"""docker-compose.yml, Dockerfile and .dockerignore, read as Docker reads them."""

import fnmatch
import re
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
REQUIRED = (
    "SECRET_KEY",
    "NIK_ENCRYPTION_KEY",
    "NIK_INDEX_KEY",
    "POSTGRES_PASSWORD",
    "MITRA_OWNER_PASSWORD",
    "MITRA_APP_PASSWORD",
    "VALKEY_PASSWORD",
    "ALLOWED_HOSTS",
)
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


class Missing(Exception):
    """A variable the file demands is not set; the message is the file's."""


def filled_in(**others: str) -> dict[str, str]:
    """An environment with all the file demands, every secret at random."""
    values = {name: secrets.token_urlsafe(48) for name in REQUIRED}
    return {**values, "ALLOWED_HOSTS": "mitra.example,localhost", **others}


def compose(variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with its variables put in. Raises Missing."""
    return dict(_interpolated(yaml.safe_load(TEXT), variables))


def _interpolated(node: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _interpolated(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [_interpolated(value, variables) for value in node]
    return VARIABLE.sub(lambda found: _value(found, variables), node) if _is_text(node) else node


def _is_text(node: Any) -> bool:
    return isinstance(node, str) and "$" in node


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    value = variables.get(found["name"], "")
    if not value and found["kind"] == "?":
        raise Missing(found["rest"])
    return value or (found["rest"] if found["kind"] == "-" else "")


def names_in_the_file() -> set[str]:
    return {found["name"] for found in VARIABLE.finditer(TEXT)}


def image(text: str) -> list[tuple[str, str]]:
    """The Dockerfile as instructions: (word, rest)."""
    joined = re.sub(r"\\\n\s*", "", text)
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of the Dockerfile by stage, each beginning with its FROM."""
    found: list[list[tuple[str, str]]] = []
    for word, rest in image((ROOT / "Dockerfile").read_text()):
        if word == "FROM":
            found.append([])
        if found:
            found[-1].append((word, rest))
    return found


def variables_of(stage: list[tuple[str, str]]) -> dict[str, str]:
    """What ENV sets in a stage."""
    words = [word for kind, rest in stage if kind == "ENV" for word in shlex.split(rest)]
    return dict(word.split("=", 1) for word in words)


def goes_into_the_image(path: str) -> bool:
    """Whether .dockerignore lets the file through; the last line that matches decides."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    wanted = True
    for line in (line for line in lines if line and not line.startswith("#")):
        if _matches(path, line.removeprefix("!")):
            wanted = line.startswith("!")
    return wanted


def _matches(path: str, pattern: str) -> bool:
    parts = path.split("/")
    beginnings = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    if pattern.startswith("**/"):
        return any(fnmatch.fnmatchcase(part, pattern.removeprefix("**/")) for part in parts)
    return any(fnmatch.fnmatchcase(beginning, pattern) for beginning in beginnings)
