"""What is defined is asked for: a name that stands nowhere else is work for readers and for nobody else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Read by other programs than ours.
ASKED_ELSEWHERE = {"LIBRARY_MESSAGES"}  # by the one that collects messages


def _defined(tree: ast.Module) -> Iterator[str]:
    """What a module names at its top. What is decorated is handed to the decorator."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if isinstance(node, ast.ClassDef) or not node.decorator_list:
                yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name))


def _asked_for(tree: ast.Module) -> Iterator[str]:
    """Names that are read, by themselves, of something, or by a string such as an annotation or a path."""
    documents = set()
    for node in ast.walk(tree):  # a statement comes before what is in it
        if isinstance(node, ast.Expr):
            documents.add(id(node.value))
        elif isinstance(node, ast.alias) and node.asname:
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield from re.findall(r"\w+", node.value)


def test_each_name_is_asked_for() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "portal").rglob("*.py"))}
    others = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "migrations").rglob("*.py")]
    asked = {word for path in others for word in re.findall(r"\w+", path.read_text("utf-8"))} | ASKED_ELSEWHERE
    asked |= {name for tree in trees.values() for name in _asked_for(tree)}
    forgotten = [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path, tree in trees.items()
        for name in _defined(tree)
        if name not in asked and not name.startswith("__")
    ]
    assert forgotten == []
