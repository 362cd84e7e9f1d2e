"""Those of the demo who speak without a name: sealed when they speak, let out at the full hour, as in earnest."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.anonymous.services.codes import Ticket, ticket
from portal.anonymous.services.letting_out import let_out
from portal.anonymous.services.pictures import AnonymousPicture
from portal.anonymous.services.sealing import seal_message
from portal.cli.demo.timeline import Moment
from portal.core.files import Storage
from portal.core.markdown import RenderedText
from portal.initiatives.services.anonymous.sealing import seal_initiative
from portal.initiatives.services.texts import InitiativeTexts
from portal.knowledge.services.content import Content
from portal.knowledge.services.nameless.sealing import seal_text

#: Whose number and code are printed, so that the author's page can be tried.
SHOWN = "n-night-rest"


def demo_ticket(secret: str, story: str) -> Ticket:
    """Number and code of a story: the portal's secret makes them, so they can be printed again."""
    return ticket(secret, f"demo {story}")


class Voices:
    """What nobody in particular does."""

    def __init__(self, secret: str, storage: Storage, render: Callable[[str], RenderedText]) -> None:
        self._secret, self._storage, self._render = secret, storage, render
        self.deeds: dict[str, Callable[[Session, Moment], None]] = {
            "seal_message": self._seal_message,
            "let_out": self._let_out,
        }

    def number(self, story: str) -> int:
        """The number under which a story is known."""
        return demo_ticket(self._secret, story).number

    def seal(self, session: Session, story: str, texts: InitiativeTexts) -> int:
        """Hand in an initiative; its number."""
        return seal_initiative(session, texts, (), nonce=f"demo {story}", secret=self._secret).number

    def seal_mistake(self, session: Session, story: str, content: Content, pictures: Sequence[AnonymousPicture]) -> int:
        """Tell a mistake in the chest; its number."""
        return seal_text(session, content, pictures, nonce=f"demo {story}", secret=self._secret).number

    def _seal_message(self, session: Session, moment: Moment) -> None:
        said: dict[str, Any] = moment.data
        key = f"demo {said['after_days']}"
        text = self._render(said["text"])
        seal_message(session, self.number(moment.story), text, form_key=key, secret=self._secret)

    def _let_out(self, session: Session, moment: Moment) -> None:
        let_out(session, self._storage, moment.at)
