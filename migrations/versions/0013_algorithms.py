"""Conversation algorithms: their kind, walks along them, who uses them, what did not fit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

GENRES = sa.table(
    "knowledge_genres",
    sa.column("key", sa.String),
    sa.column("kind", sa.String),
    sa.column("shape", sa.String),
    sa.column("names", JSON),
    sa.column("blameless", sa.Boolean),
    sa.column("position", sa.Integer),
)
NAMES = {"uk": "Алгоритм розмови", "ru": "Алгоритм разговора", "en": "Conversation algorithm"}


def upgrade() -> None:
    last = op.get_bind().execute(sa.select(sa.func.max(GENRES.c.position))).scalar() or 0
    row = {"key": "algorithm", "kind": "algorithm", "shape": "algorithm", "names": NAMES, "blameless": False}
    op.bulk_insert(GENRES, [row | {"position": last + 1}])
    op.create_table(
        "algorithm_walks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("finish", sa.String(length=80), nullable=True),
        sa.Column("path", JSON, nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_algorithm_walks_seconds_are_not_negative")),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_algorithm_walks_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_algorithm_walks")),
        sa.UniqueConstraint("key", name=op.f("uq_algorithm_walks_key")),
    )
    op.create_index(op.f("ix_algorithm_walks_at"), "algorithm_walks", ["at"], unique=False)
    op.create_index(
        op.f("ix_algorithm_walks_item_id_revision_number_id"),
        "algorithm_walks",
        ["item_id", "revision_number", "id"],
        unique=False,
    )
    op.create_table(
        "algorithm_users",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_algorithm_users_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_algorithm_users_person_id")),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_algorithm_users")),
    )
    op.create_index(op.f("ix_algorithm_users_person_id"), "algorithm_users", ["person_id"], unique=False)
    op.create_table(
        "algorithm_misfits",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("step_title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "settled", name="misfitstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", BIG, nullable=True),
        sa.Column("became_kind", sa.String(length=20), nullable=True),
        sa.Column("became_id", BIG, nullable=True),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_at IS NOT NULL)", name=op.f("ck_algorithm_misfits_settled_at_a_time")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_algorithm_misfits_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_algorithm_misfits_item_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_algorithm_misfits_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_algorithm_misfits")),
        sa.UniqueConstraint("key", name=op.f("uq_algorithm_misfits_key")),
    )
    op.create_index(
        op.f("ix_algorithm_misfits_item_id_state_at"), "algorithm_misfits", ["item_id", "state", "at"], unique=False
    )
    op.create_index(op.f("ix_algorithm_misfits_state_at"), "algorithm_misfits", ["state", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("algorithm_misfits")
    op.drop_table("algorithm_users")
    op.drop_table("algorithm_walks")
    op.execute(GENRES.delete().where(GENRES.c.key == "algorithm"))
