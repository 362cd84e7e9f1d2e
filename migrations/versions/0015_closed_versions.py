"""Former versions of a text may be closed; pictures of those that aren't are kept, so that they can stand again."""

import json
import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE, PICTURES_OF = "knowledge_revisions", "knowledge_revision"
PICTURE = re.compile(r"/files/([A-Za-z0-9_-]{22})")


def upgrade() -> None:
    postgresql = op.get_context().dialect.name == "postgresql"
    moment, number = ("TIMESTAMP WITH TIME ZONE", "BIGINT") if postgresql else ("DATETIME", "INTEGER")
    # Constraints of a column, which SQLite adds and drops with it: one of the table would mean to build it anew.
    reason = f"CONSTRAINT ck_{TABLE}_closed_with_a_reason CHECK (closed_at IS NULL OR length(closed_reason) > 0)"
    former = f"CONSTRAINT ck_{TABLE}_only_former_ones_are_closed CHECK (closed_at IS NULL OR state = 'former')"
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN closed_by_id {number}")
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN closed_reason VARCHAR(500) DEFAULT '' NOT NULL")
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN closed_at {moment} {reason} {former}")
    op.create_index(op.f("ix_knowledge_revisions_closed_at"), TABLE, ["closed_at"])
    _keep_pictures_of_former_versions()


def downgrade() -> None:
    former = f"SELECT id FROM {TABLE} WHERE state = 'former'"  # noqa: S608 - our own words
    op.execute(f"DELETE FROM file_uses WHERE item_kind = '{PICTURES_OF}' AND item_id IN ({former})")  # noqa: S608 - our own words
    op.drop_index(op.f("ix_knowledge_revisions_closed_at"), TABLE)
    for column in ("closed_at", "closed_reason", "closed_by_id"):
        op.execute(f"ALTER TABLE {TABLE} DROP COLUMN {column}")


def _keep_pictures_of_former_versions() -> None:
    connection = op.get_bind()
    uses = sa.table("file_uses", sa.column("file_id"), sa.column("item_kind"), sa.column("item_id"))
    files: dict[str, int] = dict(connection.execute(sa.text("SELECT token, id FROM files")).all())
    noted = sa.select(uses.c.file_id, uses.c.item_id).where(uses.c.item_kind == PICTURES_OF)
    kept = {(row.file_id, row.item_id) for row in connection.execute(noted)}  # since they were proposed
    rows = [
        {"file_id": files[token], "item_kind": PICTURES_OF, "item_id": number}
        for number, token in _shown(connection)
        if token in files and (files[token], number) not in kept
    ]
    if rows:
        connection.execute(uses.insert(), rows)


def _shown(connection: sa.Connection) -> Iterator[tuple[int, str]]:
    """Former versions and the pictures that they show."""
    former = sa.text(f"SELECT id, parts FROM {TABLE} WHERE state = 'former' ORDER BY id")  # noqa: S608 - our own words
    for number, parts in connection.execute(former):
        said = parts if isinstance(parts, dict) else json.loads(parts)
        for token in sorted({token for text in said.values() for token in PICTURE.findall(str(text))}):
            yield number, token
