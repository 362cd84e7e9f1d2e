"""House rules that a reader would otherwise have to remember."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "portal").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
#: The second one holds a lock while it migrates and changes no row.
#: The last one commits to the index of words, which is no database.
MAY_COMMIT = {"portal/core/db.py", "portal/cli/database.py", "portal/search/whoosh_store.py"}
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
MAX_MODULE_LINES, MAX_TEMPLATE_LINES, MAX_FUNCTION_LINES, MAX_SHEET_LINES = 300, 120, 30, 350
#: Tests are read one by one, and many are short: still, past that a file holds two matters.
MAX_TEST_LINES = 450
#: A sentence for people stays whole where it can, so that it is found; around it lines break between attributes.
MAX_TEMPLATE_COLUMNS = 240
#: What is longer today, and how long it may be: nothing joins this list, and what got shorter leaves it.
LONGER = {
    "portal/core/db.py: transaction": 32,
    "portal/core/pages.py: keyset_page": 36,
    "portal/core/work.py: _deliver_one": 31,
}
#: Modules that are HTTP's own: they may know Flask.
KNOW_FLASK = re.compile(
    r"portal/(__init__|composition|home/.*|cli/.*|core/(db|forms|web/.*)|people/(access|frame)|"
    r"[a-z]+/(wiring|pictures|(views|forms)(/.*)?|[a-z_]*views))\.py$"
)
#: They parse, call and answer: what is read stands in queries.
VIEWS = re.compile(r"portal/[a-z]+/(views(/.*)?|[a-z_]*views)\.py$")
#: Calls whose literal arguments a person reads.
SPEAKING = {"flash", "say", "DomainError", "NotFound", "Forbidden", "Invalid", "Conflict", "TooManyAttempts", "Busy",
            "ValidationError", "require", "refuse"}  # fmt: skip
GETTEXT = {"_", "_l", "gettext", "lazy_gettext", "ngettext"}
SPEAKING_KEYWORDS = {"label", "sentence", "validators_message", "message", "description"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_keeps_the_rules(path: Path) -> None:
    tree = _tree(path)
    longer = {what: lines for what, lines in _long(path, tree).items() if lines > LONGER.get(what, 0)}
    assert [*_misuses(path, tree), *_unexplained(path), *_beside_the_catalogues(path, tree)] == []
    assert longer == {}


def _misuses(path: Path, tree: ast.Module) -> list[str]:
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "commit" and _name(path) not in MAY_COMMIT:
            faults.append(f"line {node.lineno}: only transaction() commits")
        if isinstance(node, ast.JoinedStr):
            inner = (one for one in ast.walk(node) if isinstance(one, ast.Call) and _called(one) in GETTEXT)
            faults += [f"line {one.lineno}: a message inside an f-string reaches no catalogue" for one in inner]
        if isinstance(node, ast.keyword) and node.arg == "backref":
            faults.append(f"line {node.value.lineno}: back_populates, never backref")
        if isinstance(node, ast.Import | ast.ImportFrom) and not KNOW_FLASK.search(_name(path)):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            if any(one.split(".")[0] in {"flask", "flask_login", "flask_wtf"} for one in named):
                faults.append(f"line {node.lineno}: Flask below the views")
            if "portal.core.forms" in named:
                faults.append(f"line {node.lineno}: forms below the views")
    faults += [f"line {line}: a view selects nothing itself" for line in _selecting(tree) if VIEWS.search(_name(path))]
    faults += [
        f"line {inner.lineno}: an import inside {function.name}()"
        for function in _functions(tree)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    return faults


def _selecting(tree: ast.Module) -> Iterator[int]:
    """Lines with which a module begins to ask the database itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy":
            yield from (node.lineno for one in node.names if one.name == "select")


def _long(path: Path, tree: ast.Module) -> dict[str, int]:
    """What of a module is longer than one thought, with its lines."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    found = {_name(path): lines} if lines > MAX_MODULE_LINES else {}
    for function in _functions(tree):
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > MAX_FUNCTION_LINES:
            found[f"{_name(path)}: {function.name}"] = lines
    return found


def test_what_got_shorter_leaves_the_list() -> None:
    long = {what for path in MODULES for what in _long(path, _tree(path))}
    assert sorted(set(LONGER) - long) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_a_script_is_one_behaviour(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_TEMPLATE_LINES


@pytest.mark.parametrize("path", SHEETS, ids=_name)
def test_a_style_sheet_is_one_matter(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_SHEET_LINES


EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)")
REASONED = re.compile(r"[#] noqa: [A-Z0-9, ]+ - \S|[#] type: ignore\[[a-z, -]+\]  # \S")


def _unexplained(path: Path) -> list[str]:
    """Exceptions from the linters that don't say why."""
    lines = path.read_text(encoding="utf-8").splitlines()
    excepted = [f"line {n}: {line.strip()}" for n, line in enumerate(lines, 1) if EXCEPTION.search(line)]
    return [line for line in excepted if not REASONED.search(line)]


@pytest.mark.parametrize("path", TESTS, ids=_name)
def test_a_file_of_tests_is_one_matter(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_TEST_LINES


@pytest.mark.parametrize("path", TESTS, ids=_name)
def test_an_exception_from_the_linters_says_why(path: Path) -> None:
    assert _unexplained(path) == []


def _spoken(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if _called(node) in SPEAKING:
                yield from node.args
            yield from (word.value for word in node.keywords if word.arg in SPEAKING_KEYWORDS)


def _is_words(node: ast.expr) -> bool:
    """A sentence or a label: not a field's name, a category or a path."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and " " in str(part.value).strip() for part in node.values)
    if isinstance(node, ast.BinOp):
        return _is_words(node.left)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(re.search(r"[^\W\d_]{2,} [^\W\d_]|[А-Яа-яІіЇїЄєҐґ]|^[A-Z][a-z]+", node.value))
    )


def _beside_the_catalogues(path: Path, tree: ast.Module) -> list[str]:
    """Words for people that no catalogue holds. Commands speak English."""
    if _name(path).startswith("portal/cli/"):
        return []
    return [f"line {node.lineno}: {ast.unparse(node)}" for node in _spoken(tree) if _is_words(node)]


def _without_comments(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_keeps_the_rules(path: Path) -> None:
    text = _without_comments(path)
    trusted = 1 if _name(path) == "templates/components/page.html" else 0
    assert len(re.findall(r"\|\s*safe\b|Markup\(|autoescape false", text)) <= trusted, "only markdown() trusts HTML"
    assert len(text.splitlines()) <= MAX_TEMPLATE_LINES


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_line_of_a_template_fits_a_screen(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [f"line {n}: {len(line)}" for n, line in enumerate(lines, 1) if len(line) > MAX_TEMPLATE_COLUMNS] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_word_of_a_template_goes_through_the_catalogues(path: Path) -> None:
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x00", _without_comments(path), flags=re.DOTALL)
    text = re.sub(r"<(script|style|svg|kbd|code)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", "", text, flags=re.DOTALL)
    text = re.sub("\x00-\\w+", "", text)  # the tail of an id
    shown = re.sub(r"<[^<>]*>", "\n", text)
    shown += "\n".join(re.findall(r'(?:placeholder|title|aria-label|alt)="([^"]*)"', text))
    bare = [word for word in re.findall(r"&\w+;|[^\W\d_]{2,}", shown) if not word.startswith("&")]
    assert bare == []


SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bxox[abp]-[0-9A-Za-z-]{10}"
)
#: Written in two halves, so that this file isn't found itself.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "yarnpkg" + r"\.com"])
)
MACHINE_PATHS = re.compile(
    "|".join([r"(?<!\w)/" + r"home/[a-z]", "/" + r"Users/[a-z]", "/" + r"work/(?:main|shared)", "/" + r"root/"])
)
TEXTS = {
    ".py",
    ".html",
    ".js",
    ".css",
    ".toml",
    ".lock",
    ".json",
    ".jsonl",
    ".md",
    ".po",
    ".yml",
    ".yaml",
    ".cfg",
    ".ini",
    "",
}


def _committed_texts() -> Iterator[Path]:
    skipped = {".git", ".venv", "node_modules", "data", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT).parts
        if skipped & set(inside) or any(part.endswith(".egg-info") for part in inside):
            continue
        if path.is_file() and path.suffix in TEXTS and path.stat().st_size < 2_000_000:
            yield path


def test_nothing_that_lies_here_is_secret_or_belongs_to_one_machine() -> None:
    faults = []
    for path in _committed_texts():
        text = path.read_text(encoding="utf-8", errors="replace")
        for what, pattern in {"a secret": SECRETS, "a registry": REGISTRIES, "a machine's path": MACHINE_PATHS}.items():
            if found := pattern.search(text):
                faults.append(f"{_name(path)} names {what}: {found[0][:20]}")
    assert faults == []
