"""What is close in meaning to a text, or None where nobody can say."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.search.meaning.closeness import Closeness
from portal.search.meaning.embedder import Embedder, Floats, embedder_at_hand
from portal.search.meaning.matrix import Matrix, matrix_at
from portal.search.meaning.vectors import FILE
from portal.search.place import place_of


@dataclass(frozen=True, slots=True)
class Understanding:
    """A model, and the vectors that it made."""

    embedder: Embedder
    matrix: Matrix

    def to_query(self, text: str, also: Collection[int] = ()) -> Closeness:
        """How close documents are to what somebody looks for; ``also`` these, however far they are."""
        return self.matrix.distinct_closeness(self.embedder.of_query(text), also)

    def to_text(self, title: str, body: str, also: Collection[int] = ()) -> Closeness:
        """How close documents are to a text of its own."""
        return self.matrix.closeness(self.of_text(title, body), also)

    def of_text(self, title: str, body: str) -> Floats:
        """The meaning of a text as a whole."""
        meaning: Floats = self.embedder.of_passages([f"{title}\n{body}"])[0]
        return meaning


def understanding(session: Session) -> Understanding | None:
    """What this process understands; None without a model, without vectors, or with those of another model.

    Also while the model is being loaded: nobody waits for it.
    """
    place = place_of(session)
    matrix = matrix_at(place.meaning / FILE)
    if matrix is None or not matrix.rows:
        return None
    model = embedder_at_hand(place)
    if model is None or model.name != matrix.model:
        return None
    return Understanding(model, matrix)
