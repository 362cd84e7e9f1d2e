"""The type of columns that hold members of an enum, by their values as text."""

from enum import Enum
from typing import Any, cast

from sqlalchemy import ColumnElement, String
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.sql.visitors import InternalTraversal


class _Word(ColumnElement[str]):
    """A member as it is kept. Not a literal column: that counts as one of no table where a statement joins."""

    __visit_name__ = "word"
    inherit_cache = True
    type = String()
    _traverse_internals = [("word", InternalTraversal.dp_string)]

    def __init__(self, member: Enum) -> None:
        self.word = str(member.value)


@compiles(_Word)
def _spell(word: _Word, compiler: SQLCompiler, **_options: Any) -> str:
    return compiler.render_literal_value(word.word, word.type)


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
                return _Word(one)
            if isinstance(one, (list, tuple, set, frozenset)) and one and all(isinstance(each, kind) for each in one):
                return [_Word(each) for each in sorted(one, key=lambda each: str(each.value))]
            return one

    comparator_factory = Comparator
