"""Make static/vendor and static/icons.svg from node_modules: `npm ci --ignore-scripts`, then `python static/vendor.py`.

The results are committed, so neither a server nor a developer needs Node to run the portal; tests compare SHA256SUMS.
"""

import hashlib
import re
import shutil
from pathlib import Path

STATIC = Path(__file__).resolve().parent
MODULES = STATIC.parent / "node_modules"
VENDOR = STATIC / "vendor"
DRAWINGS = STATIC / "drawings"  # our own: the mark, the support triangle, the line drawing of empty places

MASKS = ("check", "info", "lightbulb", "octagon-alert", "triangle-alert")
FILES = {
    "dagre/dagre.esm.js": "@dagrejs/dagre/dist/dagre.esm.js",
    "dagre/LICENSE": "@dagrejs/dagre/LICENSE",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
    "markdown-toolbar-element/index.js": "@github/markdown-toolbar-element/dist/index.js",
    "markdown-toolbar-element/LICENSE": "@github/markdown-toolbar-element/LICENSE",
    "sortablejs/Sortable.min.js": "sortablejs/Sortable.min.js",
    "sortablejs/LICENSE": "sortablejs/LICENSE",
    "inter/LICENSE": "@fontsource-variable/inter/LICENSE",
    "lucide/LICENSE": "lucide-static/LICENSE",
    # For style sheets, which can't use the sprite.
    **{f"lucide/{name}.svg": f"lucide-static/icons/{name}.svg" for name in MASKS},
}
INTER_SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")

# fmt: off
ICONS = (
    "archive", "arrow-down", "arrow-right", "arrow-up", "arrow-up-down", "at-sign", "badge-check", "bell", "bold",
    "book-a", "book-check", "book-heart", "book-open", "bookmark", "building-2", "calendar", "calendar-clock",
    "chart-no-axes-column", "check", "check-check", "chevron-down", "chevron-left", "chevron-right", "circle",
    "circle-alert", "circle-check", "circle-dashed", "circle-dot", "circle-slash", "clock", "code", "copy", "download",
    "ellipsis", "eye", "file-text", "flag", "git-merge", "hand-heart", "headset", "heart-handshake", "highlighter",
    "history", "hourglass", "house", "image", "inbox", "info", "italic", "kanban", "key-round", "keyboard", "library",
    "lightbulb", "link", "list", "list-checks", "list-ordered", "list-plus", "lock", "log-out", "map", "maximize",
    "menu", "message-circle", "message-square-quote", "monitor", "moon", "package-open", "pencil", "phone", "play",
    "plus", "printer", "puzzle", "quote", "reply", "rotate-ccw", "route", "search", "settings", "sliders-horizontal",
    "smartphone", "smile-plus", "sparkles", "sprout", "sun", "tag", "target", "thumbs-down", "thumbs-up", "trash-2",
    "triangle-alert", "undo-2", "unlink", "user-round", "users", "workflow", "wrench", "x", "zap",
    "zoom-in", "zoom-out",
)
# fmt: on


def symbol(name: str, source: Path) -> str:
    """Return one `<symbol>`: the drawing without its own size, stroke and comments, which CSS sets."""
    text = re.sub(r"<!--.*?-->", "", source.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.search(r"<svg([^>]*)>(.*)</svg>", text, flags=re.DOTALL)
    if not found:
        raise SystemExit(f"{source} is not an SVG drawing")
    view_box = re.search(r'viewBox="([^"]+)"', found[1])
    if not view_box:
        raise SystemExit(f"{source} has no viewBox")
    body = re.sub(r">\s+<", "><", found[2].strip()).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="{view_box[1]}">{body}</symbol>'


def build_sprite() -> str:
    ours = [symbol(f"i-{drawing.stem}", drawing) for drawing in sorted(DRAWINGS.glob("*.svg"))]
    lucide = [symbol(f"i-{name}", MODULES / "lucide-static/icons" / f"{name}.svg") for name in ICONS]
    note = "<!-- Made by static/vendor.py. Icons: Lucide, ISC licence (vendor/lucide/LICENSE); the rest is ours. -->"
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', note, *ours, *lucide, "</svg>"]) + "\n"


def build_inter_css() -> str:
    """Return the font faces of our subsets; unicode-range makes a browser load only those a page needs."""
    faces = (MODULES / "@fontsource-variable/inter/wght.css").read_text(encoding="utf-8")
    kept = []
    for subset in INTER_SUBSETS:
        found = re.search(rf"/\* inter-{subset}-wght-normal \*/\n@font-face {{.*?\n}}", faces, flags=re.DOTALL)
        if not found:
            raise SystemExit(f"Inter has no subset {subset}")
        kept.append(found[0].replace("./files/", "").replace("format('woff2-variations')", "format('woff2')"))
    return "\n\n".join(kept) + "\n"


def copy_files() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    fonts = {
        f"inter/inter-{s}-wght-normal.woff2": f"@fontsource-variable/inter/files/inter-{s}-wght-normal.woff2"
        for s in INTER_SUBSETS
    }
    for target, source in {**FILES, **fonts}.items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, VENDOR / target)


def write_sums() -> None:
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR).as_posix()}\n" for path in files
    ]
    (VENDOR / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    if not MODULES.is_dir():
        raise SystemExit("node_modules is missing: run `npm ci --ignore-scripts` first")
    copy_files()
    (VENDOR / "inter/inter.css").write_text(build_inter_css(), encoding="utf-8")
    (STATIC / "icons.svg").write_text(build_sprite(), encoding="utf-8")
    write_sums()


if __name__ == "__main__":
    main()
