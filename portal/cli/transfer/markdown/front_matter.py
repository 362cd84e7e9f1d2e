"""What stands between two lines of three dashes at the top of a file: YAML of words, lists and maps, nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from portal.core.errors import Invalid

MAX_BYTES = 4 * 1024 * 1024
#: Maps and lists within one another, and everything that is said.
MAX_DEPTH, MAX_EVENTS = 8, 200_000
FENCE = "---"
_ENDS = (FENCE, "...")
_ENDS_OF_LINES = "\r\x85\u2028\u2029"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of a file, all of them words; and its text, which begins in ``text_line``."""

    values: dict[str, Any]
    text: str
    text_line: int
    #: In which line each field stands.
    lines: Mapping[str, int]


def read_front_matter(text: str) -> FrontMatter | None:
    """The two halves of a file; None when it has no front matter. Raises Invalid when that can't be read."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return None
    end = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() in _ENDS), None)
    if end is None:
        raise Invalid("the front matter never ends: a line '---' is missing.")
    head = "\n".join(lines[1:end])
    fields = {line.partition(":")[0]: place for place, line in enumerate(lines[1:end], 2) if line[:1].isalpha()}
    return FrontMatter(_values(head), "\n".join(lines[end + 1 :]), end + 2, fields)


def _values(head: str) -> dict[str, Any]:
    try:
        _require_simple(head)
        # Words stay words: no dates, numbers, 'no' or objects are made of them, so nothing is changed by reading.
        found = yaml.load(head, Loader=yaml.CBaseLoader)  # noqa: S506 - the base loader makes nothing but words
    except (yaml.YAMLError, RecursionError) as error:
        raise Invalid(f"the front matter isn't YAML that can be read ({_problem(error)}).") from error
    if found in (None, ""):
        return {}
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise Invalid("the front matter has to be lines like 'name: value'.")
    return found


def _require_simple(head: str) -> None:
    """Refuse what makes much out of little: aliases, and nesting without an end."""
    if len(head) > MAX_BYTES:
        raise Invalid("the front matter is larger than 4 MB.")
    depth = 0
    for count, event in enumerate(_events(head)):
        if isinstance(event, yaml.AliasEvent):
            raise Invalid("the front matter has aliases (*name); write the value out.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or count > MAX_EVENTS:
            raise Invalid("the front matter is nested too deeply, or says too much.")


def _events(head: str) -> Iterator[Any]:
    yield from yaml.parse(head, Loader=yaml.CBaseLoader)


def _problem(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it can't be followed"
    return f"line {mark.line + 2}: {problem}" if mark else str(problem)


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]  # the library has no types
    """Everything in its place, nothing by reference."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: Any, value: str) -> Any:
    """Several lines as they stand; letters that YAML takes for the end of a line as their numbers."""
    odd = any(letter in value for letter in _ENDS_OF_LINES)
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if odd else "|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def front_matter(values: Mapping[str, Any]) -> str:
    """The lines of the values, in their order; the same values give the same lines."""
    said = yaml.dump(
        dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=10**9
    )
    return f"{FENCE}\n{said}{FENCE}\n"
