"""The source of the product as data: its modules, what layer each is, and what it imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# From the highest to the lowest: an app may import from itself and from those after it.
APPS = ("config", "collectors", "contributions", "members", "markets")
DOMAIN_APPS = APPS[1:]

MODELS, JOB, FORMS, DOOR, ADDRESSES = range(5)
LAYER_OF_MODULE = {
    "models": MODELS,
    "guards": MODELS,
    "apps": MODELS,
    "forms": FORMS,
    "serializers": FORMS,
    "views": DOOR,
    "api": DOOR,
    "admin": DOOR,
    "tasks": DOOR,
    "management": DOOR,
    "templatetags": DOOR,
    "menu": DOOR,
    "navigation": DOOR,
    "middleware": DOOR,
    "context_processors": DOOR,
    "exports": DOOR,
    "urls": ADDRESSES,
}
# Asked by every layer, and the one place that knows both rows and requests.
ACCESS = "markets.access"


@dataclass(frozen=True)
class Module:
    """One Python file of the repository."""

    path: Path

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def name(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def app(self) -> str:
        return self.name.split(".", maxsplit=1)[0]

    @property
    def layer(self) -> int:
        return layer(self.name)

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    def imports(self) -> Iterator[str]:
        """The dotted names this file imports, each as far as it is written."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                yield from (f"{base}.{alias.name}" for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".")
        up = node.level - (1 if self.path.name == "__init__.py" else 0)
        return ".".join([*package[: len(package) - up], *filter(None, [node.module])])


def layer(name: str) -> int:
    """The layer of a module inside its app; `account_forms` are forms, the nameless are jobs."""
    parts = name.split(".")
    if len(parts) < 2:
        return JOB
    return LAYER_OF_MODULE.get(parts[1].rsplit("_", maxsplit=1)[-1], JOB)


def modules(*folders: str) -> list[Module]:
    """Every module below these folders, migrations left out."""
    return [module for folder in folders for module in _modules(folder)]


@cache  # a run reads and parses each file once
def _modules(folder: str) -> tuple[Module, ...]:
    return tuple(
        Module(path)
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    )


def job_modules() -> list[Module]:
    """The modules that hold what the domain does: they know no web and no broker."""
    return [
        module
        for module in modules(*DOMAIN_APPS)
        if module.layer == JOB and module.name != ACCESS and "." in module.name
    ]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))
