"""Who may import whom, held against the import statements there are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("config", "scores", "feeds")

# A room and the rooms it may import from; every room may import from itself. The longest name that fits a module
# is its room, so `scores.operations.course` lives in `scores.operations`.
WORDS = {"scores.sports", "scores.reports"}
ENTRANCE = {"scores.operations", "scores.models", "scores.live.models", *WORDS}
ROOMS: dict[str, set[str]] = {
    "config": {"config", "feeds", "scores", "scores.live"},
    "config.environment": set(),
    # scores: what a match is
    "scores.apps": set(),
    "scores.sports": set(),
    "scores.reports": {"scores.sports"},
    "scores.standings": {"scores.sports"},
    "scores.models": {"scores.sports", "scores.live.queries"},
    "scores.documents": {
        "scores.standings",
        "scores.sports",
        "scores.models",
        "scores.live.models",
        "scores.live.patches",
        "scores.live.queries",
    },
    "scores.locking": {"scores.models", "scores.live.queries"},
    "scores.changes": {
        "scores.documents",
        "scores.locking",
        "scores.models",
        "scores.live.models",
        "scores.live.publication",
        "scores.live.queries",
    },
    "scores.operations": {"scores.changes", "scores.documents", "scores.models", "scores.live.models", *WORDS},
    "scores.pages": {*ENTRANCE, "scores.live.basis"},
    "scores.admin": {*ENTRANCE, "scores.standings", "scores.live.patches"},
    "scores.urls": {"scores.pages"},
    "scores.templatetags": {"scores.pages"},
    "scores.management": {*ENTRANCE, "scores.documents", "scores.changes"},
    # scores.live: telling people
    "scores.live.apps": {"scores.live.checks"},
    "scores.live.checks": set(),
    "scores.live.patches": set(),
    "scores.live.protocol": set(),
    "scores.live.topics": set(),
    "scores.live.limits": set(),
    "scores.live.origins": set(),
    "scores.live.queries": set(),
    "scores.live.models": {"scores.live.patches", "scores.live.queries"},
    "scores.live.basis": {"scores.live.models"},
    "scores.live.database": set(),
    "scores.live.metrics": set(),
    "scores.live.experience": set(),
    "scores.live.memory": {"scores.live.protocol"},
    "scores.live.reader": {"scores.live.metrics", "scores.live.protocol"},
    "scores.live.catchup": {
        "scores.live.experience",
        "scores.live.memory",
        "scores.live.metrics",
        "scores.live.protocol",
    },
    "scores.live.conflation": {"scores.live.protocol"},
    "scores.live.search": {
        "scores.live.catchup",
        "scores.live.memory",
        "scores.live.metrics",
        "scores.live.protocol",
    },
    "scores.live.upkeep": {
        "scores.live.catchup",
        "scores.live.experience",
        "scores.live.metrics",
        "scores.live.protocol",
        "scores.live.reader",
    },
    "scores.live.hub": {
        "scores.live.catchup",
        "scores.live.conflation",
        "scores.live.memory",
        "scores.live.metrics",
        "scores.live.protocol",
        "scores.live.reader",
        "scores.live.search",
        "scores.live.upkeep",
    },
    "scores.live.log": {
        "scores.live.database",
        "scores.live.experience",
        "scores.live.metrics",
        "scores.live.models",
        "scores.live.protocol",
    },
    "scores.live.publication": {"scores.live.models", "scores.live.log", "scores.live.protocol"},
    "scores.live.consumers": {
        "scores.live.hub",
        "scores.live.limits",
        "scores.live.metrics",
        "scores.live.protocol",
        "scores.live.topics",
    },
    "scores.live.events": {"scores.live.hub", "scores.live.limits", "scores.live.protocol", "scores.live.topics"},
    "scores.live.rest": {"scores.live.basis", "scores.live.models", "scores.live.protocol", "scores.live.topics"},
    "scores.live.management": {"scores.live.metrics"},
    # feeds: the outside world
    "feeds.apps": set(),
    "feeds.names": set(),
    "feeds.providers": {"feeds.names", *WORDS},
    "feeds.guard": WORDS,
    "feeds.models": {"scores.models", "scores.sports"},
    "feeds.tally": set(),
    "feeds.matching": {"feeds.models", "feeds.names", "scores.models", "scores.operations", *WORDS},
    "feeds.health": {"feeds.models", "scores.models"},
    "feeds.ingest": {
        "feeds.counting",
        "feeds.secrecy",
        "feeds.guard",
        "feeds.health",
        "feeds.matching",
        "feeds.providers",
        "feeds.models",
        "feeds.names",
        "feeds.tally",
        "scores.models",
        "scores.operations",
        "scores.live.models",
        *WORDS,
    },
    "feeds.transport": set(),
    "feeds.lease": {"feeds.ingest", "feeds.models", "feeds.providers", "feeds.transport"},
    "feeds.polling": {
        "feeds.ingest",
        "feeds.lease",
        "feeds.models",
        "feeds.providers",
        "feeds.recordings",
        "feeds.tally",
        "feeds.transport",
    },
    "feeds.polling.agenda": {"feeds.polling.cadence", "feeds.providers", *WORDS},
    "feeds.polling.cadence": {"scores.sports"},
    "feeds.polling.circuit": set(),
    "feeds.push": {"feeds.ingest", "feeds.lease", "feeds.models", "feeds.providers", "feeds.tally"},
    "feeds.counting": {"feeds.models", "feeds.tally"},
    "feeds.silence": {
        "feeds.models",
        "feeds.providers",
        "scores.live.models",
        "scores.models",
        "scores.operations",
        *WORDS,
    },
    "feeds.overview": {"feeds.counting", "feeds.models", "feeds.providers", *WORDS},
    "feeds.figures": {"feeds.counting", "feeds.models", "feeds.overview"},
    "feeds.retrying": {
        "feeds.ingest",
        "feeds.matching",
        "feeds.models",
        "feeds.providers",
        "feeds.push",
        "feeds.tally",
        "scores.operations",
        *WORDS,
    },
    "feeds.secrecy": {"feeds.providers", "feeds.transport"},
    "feeds.recordings": {"feeds.providers", "feeds.secrecy"},
    "feeds.stopping": set(),
    "feeds.linking": {
        "feeds.ingest",
        "feeds.matching",
        "feeds.models",
        "feeds.providers",
        "feeds.tally",
        "scores.models",
        *WORDS,
    },
    "feeds.admin": {
        "feeds.health",
        "feeds.ingest",
        "feeds.linking",
        "feeds.matching",
        "feeds.models",
        "feeds.push",
        "feeds.overview",
        "feeds.retrying",
        "feeds.tally",
        "scores.models",
        "scores.operations",
    },
    "feeds.simulation": {"feeds.ingest", "feeds.models", "feeds.providers", "feeds.tally", "scores.models", *WORDS},
    "feeds.management": {"feeds", "scores.operations", "scores.models", "scores.live.models", *WORDS},
}
WITHOUT_DJANGO = (
    "scores.live.patches",
    "scores.live.hub",
    "scores.live.memory",
    "scores.live.catchup",
    "scores.live.conflation",
    "scores.live.reader",
    "scores.live.search",
    "scores.live.upkeep",
    "scores.live.protocol",
    "scores.live.experience",
    "scores.live.metrics",
    "scores.sports",
    "scores.standings",
    "scores.reports",
    "feeds.guard",
    "feeds.names",
    "feeds.polling.agenda",
    "feeds.polling.cadence",
    "feeds.polling.circuit",
    "feeds.providers",
    "feeds.transport",
)


@dataclass(frozen=True)
class Import:
    importer: str
    imported: str
    line: int
    inside_function: bool
    for_types_only: bool


def modules() -> dict[str, ast.Module]:
    return {
        name_of(path): ast.parse(path.read_text(), str(path))
        for folder in OURS
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    }


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = modules()


def imports() -> Iterator[Import]:
    for name, tree in TREES.items():
        for node, inside_function, for_types_only in nodes(tree):
            for imported in named(node):
                yield Import(name, imported, getattr(node, "lineno", 0), inside_function, for_types_only)


def nodes(
    node: ast.AST, inside_function: bool = False, for_types: bool = False
) -> Iterator[tuple[ast.AST, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        inside = inside_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        types = for_types or (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING")
        yield child, inside, types
        yield from nodes(child, inside, types)


def named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"line {node.lineno}: imports are absolute here"
        below = [f"{node.module}.{alias.name}" for alias in node.names]
        return [name if name in TREES else str(node.module) for name in below]
    return []


IMPORTS = list(imports())


def room_of(module: str) -> str:
    return max((room for room in ROOMS if is_in(module, room)), key=len, default="")


def is_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def is_ours(module: str) -> bool:
    return module.split(".")[0] in OURS


def test_every_module_has_a_room():
    packages = {"scores", "feeds", "scores.live"}

    assert [module for module in TREES if not room_of(module) and module not in packages] == []


def test_every_room_has_a_module():
    assert [room for room in ROOMS if not any(is_in(module, room) for module in TREES)] == []


def test_nobody_imports_from_a_room_that_is_not_theirs_to_enter():
    strangers = [
        f"{found.importer}:{found.line} imports {found.imported}"
        for found in IMPORTS
        if is_ours(found.imported)
        and not is_in(found.imported, room_of(found.importer))
        and not any(is_in(found.imported, room) for room in ROOMS[room_of(found.importer)])
    ]

    assert strangers == []


@pytest.mark.parametrize("room", WITHOUT_DJANGO)
def test_what_is_pure_stays_without_django(room):
    frameworks = {"django", "channels", "csp", "axes", "whitenoise", "uvicorn", "daphne"}

    found = [
        f"{each.importer}:{each.line} imports {each.imported}"
        for each in IMPORTS
        if is_in(each.importer, room) and each.imported.split(".")[0] in frameworks
    ]

    assert found == []


def test_what_is_pure_stays_pure_through_everything_it_imports():
    impure = {each.importer for each in IMPORTS if each.imported.split(".")[0] in {"django", "channels"}}

    found = [(room, far) for room in WITHOUT_DJANGO for far in reachable(room) if far in impure]

    assert found == []


def reachable(room: str) -> set[str]:
    seen: set[str] = set()
    waiting = [module for module in TREES if is_in(module, room)]
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += [each.imported for each in IMPORTS if each.importer == module and each.imported in TREES]
    return seen


def test_no_import_hides_inside_a_function():
    assert [f"{each.importer}:{each.line}" for each in IMPORTS if each.inside_function] == []


def test_there_is_no_cycle():
    graph: dict[str, set[str]] = {name: set() for name in TREES}
    for each in IMPORTS:
        if each.imported in TREES and not each.for_types_only:
            graph[each.importer].add(each.imported)

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


def test_nothing_is_told_by_signals():
    found = [
        f"{each.importer}:{each.line}"
        for each in IMPORTS
        if "signals" in each.imported.split(".") or each.imported == "django.dispatch"
    ]

    assert found == []
