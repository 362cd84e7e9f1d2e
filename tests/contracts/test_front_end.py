"""Style, icons and macros: nothing lies around that no page uses, and what is made once speaks every language."""

import re
from functools import cache
from pathlib import Path

from portal.core.typesetting import BOXES

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
MODULES = sorted((ROOT / "portal").rglob("*.py"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
#: Put on elements by a library, and by the rendering of Markdown.
BROUGHT = {"htmx-request", "task-list", "task-list-item", *(f"box-{kind}" for kind in BOXES)}

CLASSES = re.compile(r"""(?:\bclass(?:Name)?|\bstyle)\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`)""")
FILLED_IN = re.compile(r"\{\{.*?\}\}|\$?\{[^%].*?\}", re.DOTALL)
LITERAL = re.compile(r"""["']([a-z][\w-]*)["']""")
SELECTOR = re.compile(r"([^{};]+)\{")
MACRO = re.compile(r"\{%-?\s*macro (\w+)\(")
WHOLE_MACRO = re.compile(r"\{%-?\s*macro .*?endmacro\s*-?%\}|\{#.*?#\}", re.DOTALL)
IMPORTED = re.compile(r"""\{%-?\s*(?:from|import)\s+"([^"]+)\"""")


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _given() -> tuple[set[str], set[str]]:
    """Classes that something gives to an element, and the beginnings of those that are put together."""
    whole, beginnings = set(BROUGHT), set()
    for path in (*TEMPLATES, *SCRIPTS, *MODULES):
        for found in CLASSES.findall(_text(path)):
            for word in FILLED_IN.sub("\0", re.sub(r"\{%.*?%\}", " ", "".join(found))).split():
                beginning, put_together, _rest = word.partition("\0")
                (beginnings if put_together else whole).add(beginning)
    for path in (*TEMPLATES, *SCRIPTS):  # an argument of a macro, or of a library
        whole.update(LITERAL.findall(_text(path)))
    return whole, beginnings - {""}


def test_every_class_that_is_styled_is_given_to_something() -> None:
    whole, beginnings = _given()
    unused = {}
    for sheet in SHEETS:
        plain = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", _text(sheet), flags=re.DOTALL)
        selectors = [one for one in SELECTOR.findall(plain) if not one.strip().startswith("@")]
        named = set(re.findall(r"\.([a-zA-Z][\w-]*)", " ".join(selectors)))
        if left := sorted(name for name in named - whole if not name.startswith(tuple(beginnings))):
            unused[sheet.name] = left
    assert unused == {}


def test_every_icon_of_the_sprite_is_drawn_somewhere() -> None:
    sources = "\n".join(_text(path) for path in (*TEMPLATES, *SCRIPTS, *MODULES))
    icons = re.findall(r'<symbol id="i-([\w-]+)"', _text(ROOT / "static" / "icons.svg"))
    assert [
        name for name in icons if not re.search(rf"[\"']{re.escape(name)}[\"']|#i-{re.escape(name)}", sources)
    ] == []


def test_every_macro_is_called() -> None:
    sources = "\n".join(_text(path) for path in TEMPLATES)
    names = MACRO.findall(sources)
    called = re.findall(r"\b(\w+)\(", sources)
    renamed = set(re.findall(r"\b(\w+) as \w+", sources))
    assert [name for name in names if called.count(name) <= names.count(name) and name not in renamed] == []


def test_an_imported_template_says_nothing_outside_its_macros() -> None:
    """It is made once a process: what it says then would be in the language of its first reader."""
    imported = {name for path in TEMPLATES for name in IMPORTED.findall(_text(path))}
    assert [name for name in sorted(imported) if "_(" in WHOLE_MACRO.sub("", _text(ROOT / "templates" / name))] == []


def test_every_icon_that_is_drawn_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="i-([\w-]+)"', _text(ROOT / "static" / "icons.svg")))
    drawn = r"""(?:\bicon\(|icon_name=|icon_button\(|icon=)["']([\w-]+)["']"""
    named = {name for path in (*TEMPLATES, *MODULES) for name in re.findall(drawn, _text(path))}
    assert sorted(named - there) == []
