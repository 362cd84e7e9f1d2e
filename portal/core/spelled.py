"""Words of the program that stand in a statement as they are, and not as parameters.

What is put in for a parameter each time costs time each time, most of all a list of them.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any, cast

from sqlalchemy import ColumnElement, String, func
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.sql.visitors import InternalTraversal


class _Word(ColumnElement[str]):
    """Not a literal column: that counts as one of no table where a statement joins."""

    __visit_name__ = "word"
    inherit_cache = True
    type = String()
    _traverse_internals = [("word", InternalTraversal.dp_string)]

    def __init__(self, word: str) -> None:
        self.word = word


@compiles(_Word)
def _spell(word: _Word, compiler: SQLCompiler, **_options: Any) -> str:
    return compiler.render_literal_value(word.word, word.type)


def spelled(words: Iterable[str]) -> list[ColumnElement[str]]:
    """For ``in_``: names that the program knows, in one order. Never what people have written."""
    return [_Word(word) for word in sorted(words)]


def joined(strings: Any, separator: str) -> ColumnElement[str]:
    """Strings of several rows as one; SQLAlchemy's own function puts the separator in each time that it is asked."""
    by: Any = _Word(separator)
    return func.aggregate_strings(strings, by)


class SpelledEnum(SqlEnum):
    """An enum whose members stand in a statement as words of it, not as parameters, where a column is compared.

    SQLite would plan a statement anew each time it runs when a parameter is compared with a column that the condition
    of a partial index names, which took longer than running it; and PostgreSQL's plans for any value leave out such
    indexes.
    """

    class Comparator(SqlEnum.Comparator):
        """Compares columns of such a type."""

        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            """Several members come in one order, whatever set they are from: so the statement stays the same."""
            return super().operate(op, *(self._spelled(one) for one in other), **kwargs)

        def _spelled(self, one: Any) -> Any:
            kind = cast("SpelledEnum", self.type).enum_class or Enum
            if isinstance(one, kind):
                return _Word(str(one.value))
            if isinstance(one, (list, tuple, set, frozenset)) and one and all(isinstance(each, kind) for each in one):
                return spelled(str(each.value) for each in one)
            return one

    comparator_factory = Comparator
