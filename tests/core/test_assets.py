"""Static files: under a hash, our own, unchanged, and few enough for a first visit over a phone."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.core.web.assets import install, static_files, tree_hash
from tests.conftest import Clients

STATIC = Path(__file__).parents[2] / "static"
VENDOR = STATIC / "vendor"
FIRST_VISIT_BYTES = 150 * 1024
#: Modules that nothing but a page of algorithms, practice, tracks, cards or meetings asks for.
OF_ONE_PAGE = (
    "agenda",
    "algorithm-editor",
    "card-keys",
    "map",
    "meeting",
    "order",
    "outline",
    "plan-count",
    "player",
    "practice",
)


def _prefix(app: Flask) -> str:
    return str(app.extensions["static_prefix"])


def test_the_address_holds_the_hash_of_the_tree(app: Flask, client: Clients) -> None:
    assert _prefix(app) == f"/static/{tree_hash(STATIC)}/"
    answer = client().get(_prefix(app) + "js/app.js")
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_another_hash_is_not_served(client: Clients) -> None:
    assert client().get("/static/0123456789abcdef/js/app.js").status_code == 404


@pytest.mark.parametrize("path", ["vendor.py", "../pyproject.toml", "%2e%2e/pyproject.toml", "js/../../wsgi.py"])
def test_nothing_but_the_tree_is_served(app: Flask, client: Clients, path: str) -> None:
    assert client().get(_prefix(app) + path).status_code == 404


def test_a_changed_file_changes_every_address(tmp_path: Path) -> None:
    source = tmp_path / "static"
    (source / "js").mkdir(parents=True)
    (source / "js" / "a.js").write_text("1")
    before = tree_hash(source)
    (source / "js" / "a.js").write_text("2")
    assert tree_hash(source) != before


def test_nothing_is_compressed_before_it_is_asked_for(tmp_path: Path) -> None:
    source, data = tmp_path / "source", tmp_path / "data"
    source.mkdir()
    (source / "a.css").write_text("a{}" * 500)
    app = Flask(__name__, static_folder=None)
    install(app, source, data)
    assert not data.exists()
    answer = app.test_client().get(f"{_prefix(app)}a.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert data.exists()


def test_compressed_copies_are_made_and_old_ones_forgotten(tmp_path: Path) -> None:
    source, data = tmp_path / "source", tmp_path / "data"
    source.mkdir()
    for round_ in range(6):
        (source / "a.css").write_text(f"/* {round_} */" + "a{}" * 500)
        app = Flask(__name__, static_folder=None)
        install(app, source, data)
        static_files(app).make_ready()
    kept = list((data / "static").iterdir())
    assert len(kept) == 4
    assert (data / "static" / tree_hash(source) / "a.css.gz").exists()


def test_nothing_but_copies_is_forgotten_where_the_data_lie_beside_the_code(tmp_path: Path) -> None:
    source = tmp_path / "static"
    (source / "css").mkdir(parents=True)
    for round_ in range(6):
        (source / "css" / "a.css").write_text(f"/* {round_} */")
        install(Flask(__name__, static_folder=None), source, tmp_path)
    assert (source / "css" / "a.css").exists()


@pytest.mark.parametrize("path", sorted((STATIC / "js").rglob("*.js")), ids=lambda path: path.name)
def test_modules_name_each_other_relatively_so_that_the_hash_carries(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for named in re.findall(r"(?:import|from)\s*\(?\s*[\"']([^\"']+)[\"']", text):
        assert named.startswith(("./", "../")), named
        assert (path.parent / named).resolve().is_file(), named
    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    assert not re.search(r"\beval\(|new Function|innerHTML\s*=|document\.write|\.style\.cssText", text)


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: str(path.relative_to(STATIC)))
def test_style_sheets_fetch_nothing_from_elsewhere(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "@import" not in text
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
        assert not address.startswith(("data:", "http:", "https:", "//", "/")), address
        assert (path.parent / address).resolve().is_file(), address


def test_vendored_files_are_what_they_were_when_they_came() -> None:
    listed = dict(
        reversed(line.split(maxsplit=1)) for line in (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert found == listed


def test_what_lays_out_maps_evaluates_nothing() -> None:
    """The content security policy would stop it on the page."""
    text = (VENDOR / "dagre" / "dagre.esm.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|\bFunction\(|\.style\.cssText|importScripts", text)


def test_every_vendored_folder_has_its_licence() -> None:
    folders = [folder for folder in VENDOR.iterdir() if folder.is_dir()]
    assert folders
    assert [folder.name for folder in folders if not (folder / "LICENSE").exists()] == []


def test_the_sprite_holds_every_icon_that_templates_name() -> None:
    known = set(re.findall(r'<symbol id="i-([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    named = {
        name
        for path in (STATIC.parent / "templates").rglob("*.html")
        for name in re.findall(r"""\bicon\(["']([a-z0-9-]+)["']""", path.read_text(encoding="utf-8"))
    }
    assert named
    assert named - known == set()


def test_a_first_visit_is_light(app: Flask, client: Clients) -> None:
    """What the sign-in page makes a browser load: itself, style sheets, scripts and modules, sprite, fonts."""
    page = client().get("/sign-in")
    wanted = {
        address.removeprefix(_prefix(app)).split("#")[0]
        for address in re.findall(r'(?:href|src)="([^"]+)"', page.get_data(as_text=True))
        if address.startswith(_prefix(app))
    }
    assert "js/app.js" in wanted
    # Every module of ours, although most wait until a page needs them; and the fonts of a Ukrainian page.
    wanted |= {f"vendor/inter/inter-{subset}-wght-normal.woff2" for subset in ("latin", "cyrillic")}
    wanted |= {f"js/{path.name}" for path in (STATIC / "js").glob("*.js") if not path.name.startswith(OF_ONE_PAGE)}
    sizes = {name: _compressed_size(STATIC / name) for name in wanted}
    total = sum(sizes.values()) + len(gzip.compress(page.data))
    assert total < FIRST_VISIT_BYTES, sorted(sizes.items(), key=lambda pair: -pair[1])


def _compressed_size(path: Path) -> int:
    data = path.read_bytes()
    return min(len(data), len(gzip.compress(data, 9)))
