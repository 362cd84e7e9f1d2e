"""`portal catalogues`: bring the message catalogues up to date with the sources, one a slice and language."""

import io
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from portal.core.i18n import CATALOGUES, LANGUAGES

ROOT = CATALOGUES.parent.parent
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
#: Where the messages of the frame, the components and the error pages go.
SHARED = "core"


def slice_of(path: Path) -> str:
    """The catalogue that a source file's messages belong to."""
    parts = path.relative_to(ROOT).parts
    slices = {folder.name for folder in (ROOT / "portal").iterdir() if (folder / "__init__.py").exists()}
    return parts[1] if len(parts) > 2 and parts[1] in slices else SHARED


def sources() -> Iterator[tuple[str, Path]]:
    """Every file that may hold messages, with Babel's method for it."""
    for path in sorted((ROOT / "portal").rglob("*.py")):
        yield "python", path
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield "jinja2", path


def extract() -> dict[str, Catalog]:
    """The messages of the sources by slice."""
    found: dict[str, Catalog] = {}
    for method, path in sources():
        catalogue = found.setdefault(slice_of(path), Catalog())
        options = {"trimmed": "true"} if method == "jinja2" else {}
        for _line, message, comments, context in extract_from_file(
            method, str(path), KEYWORDS, comment_tags=("Translators:",), options=options, strip_comment_tags=True
        ):
            place = (path.relative_to(ROOT).as_posix(), None)
            catalogue.add(message, None, [place], auto_comments=comments, context=context)  # type: ignore[list-item]  # no line numbers: Babel takes None
    return {name: catalogue for name, catalogue in sorted(found.items()) if len(catalogue)}


def updated(language: str, name: str, extracted: Catalog) -> Catalog:
    """The stored catalogue with today's messages; English answers for itself."""
    path = CATALOGUES / language / f"{name}.po"
    stored = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as source:
            stored = read_po(source, locale=language)
    result = Catalog(locale=language, header_comment="", fuzzy=False)
    for message in extracted:
        if not message.id:
            continue
        known = stored.get(message.id)
        text = known.string if known is not None else None
        if language == "en" and not _is_translated(text):
            text = message.id
        result.add(message.id, text, locations=_files(message), auto_comments=message.auto_comments)
    return result


def _files(message: Message) -> list[tuple[str, int]]:
    return sorted({(place[0], None) for place in message.locations})  # type: ignore[misc]  # no line numbers


def _is_translated(text: object) -> bool:
    return all(text) if isinstance(text, (tuple, list)) and text else bool(text)


def missing(catalogue: Catalog) -> list[str]:
    """Messages without a text, or marked fuzzy."""
    return [
        str(message.id) for message in catalogue if message.id and (not _is_translated(message.string) or message.fuzzy)
    ]


def as_text(catalogue: Catalog) -> str:
    """The catalogue as it lies in the repository: sorted, no dates, no line numbers."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, omit_header=True, include_lineno=False)
    plural = catalogue.plural_forms.rstrip(";")
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plural};\\n"\n\n'
    return head + out.getvalue().decode()


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when a catalogue is behind or incomplete.")
@click.option("--only", metavar="SLICE", help="One slice's catalogues.")
def catalogues(check: bool, only: str | None) -> None:
    """Bring the message catalogues up to date and name what is not translated."""
    faults = 0
    for name, extracted in extract().items():
        if only and name != only:
            continue
        for language in LANGUAGES:
            path = CATALOGUES / language / f"{name}.po"
            catalogue = updated(language, name, extracted)
            text = as_text(catalogue)
            if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
                click.echo(f"{language}/{name}.po is behind the sources: run `portal catalogues`")
                faults += 1
            elif not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            for message in missing(catalogue):
                click.echo(f"{language}/{name}.po: not translated: {message}")
                faults += 1
    if check and faults:
        raise SystemExit(1)
