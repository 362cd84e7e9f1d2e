"""Pictures of files get addresses of the portal: those that a text has already, else new ones."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.file_lines import FilePicture
from portal.cli.transfer.own_ids import find_item
from portal.core.files import StoredPicture
from portal.core.markdown import PICTURE_IN_TEXT, picture_tokens
from portal.initiatives.models import Initiative
from portal.knowledge.models import Collection, KnowledgeRevision, RevisionState
from portal.onboarding.queries.tracks import texts_of
from portal.onboarding.services.importing import find_track

_SHOWN = (RevisionState.PUBLISHED, RevisionState.DRAFT, RevisionState.IN_REVIEW)


def provisional_token(sha256: str) -> str:
    """What stands in a text for a picture until it has an address of its own; as long as one."""
    return urlsafe_b64encode(hashlib.sha256(sha256.encode()).digest()).decode()[:22]


class PictureAddresses:
    """Gives the texts of files the addresses under which their pictures will be served."""

    def __init__(self, session: Session, found: Mapping[str, FilePicture]) -> None:
        self._session = session
        self._found = found
        #: What is to be kept, by the new token.
        self.new: dict[str, FilePicture] = {}
        self._tokens: dict[tuple[str, str, str], str] = {}

    def settled(self, kind: str, line_id: str, text: str) -> str:
        """The text of an item with its pictures' own addresses."""
        met = picture_tokens(text) & self._found.keys()
        if not met:
            return text
        present = self._present(kind, line_id)
        names = {token: self._token(kind, line_id, token, present) for token in met}
        return PICTURE_IN_TEXT.sub(lambda found: f"/files/{names.get(found[1], found[1])}", text)

    def _token(self, kind: str, line_id: str, provisional: str, present: Mapping[str, str]) -> str:
        key = (kind, line_id, provisional)
        if key not in self._tokens:
            picture = self._found[provisional]
            token = present.get(picture.sha256)
            if token is None:
                token = secrets.token_urlsafe(16)
                self.new[token] = picture
            self._tokens[key] = token
        return self._tokens[key]

    def _present(self, kind: str, line_id: str) -> dict[str, str]:
        """The tokens of pictures that the item shows now, by their bytes."""
        texts = self._texts_of_track(line_id) if kind == "track" else self._texts_of_item(kind, line_id)
        tokens = set().union(*map(picture_tokens, texts))
        rows = select(StoredPicture.sha256, StoredPicture.token).where(StoredPicture.token.in_(tokens))
        return dict(self._session.execute(rows.order_by(StoredPicture.id)).all())

    def _texts_of_track(self, line_id: str) -> list[str]:
        track = find_track(self._session, line_id)
        return texts_of(self._session, track.id) if track is not None else []

    def _texts_of_item(self, kind: str, line_id: str) -> list[str]:
        ref = find_item(self._session, kind, line_id)
        return self._texts(ref.kind, ref.id) if ref is not None else []

    def _texts(self, kind: str, number: int) -> list[str]:
        if kind == "initiative":
            row = self._session.get_one(Initiative, number)
            return [row.problem, row.solution, row.outcome]
        if kind == "collection":
            return [self._session.get_one(Collection, number).about]
        parts = select(KnowledgeRevision.parts).where(
            KnowledgeRevision.item_id == number, KnowledgeRevision.state.in_(_SHOWN)
        )
        return [text for said in self._session.scalars(parts) for text in said.values()]


def keep_pictures(session: Session, new: Mapping[str, FilePicture], *, now: datetime) -> None:
    """Write their rows: the bytes have been put already. Nobody has uploaded them."""
    for token, picture in new.items():
        session.add(
            StoredPicture(
                token=token, sha256=picture.sha256, width=picture.width, height=picture.height,
                size_bytes=picture.size_bytes, uploader_id=None, at=now,
            )
        )  # fmt: skip
    session.flush()  # texts that show them look for them
