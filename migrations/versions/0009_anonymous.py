"""Words without a name, and the codes that prove them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sealed_words",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "submission",
                "message",
                "withdrawal",
                name="sealedkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("form_hash", sa.String(length=64), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_words")),
    )
    op.create_index(op.f("ix_sealed_words_number"), "sealed_words", ["number"], unique=False)
    op.create_table(
        "anonymous_codes",
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("form_hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_anonymous_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_anonymous_codes_code_hash")),
    )
    # Without SQLite's own counter of rows, which would keep the order.
    op.create_table(
        "wrong_codes",
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number_hash", "hour", name=op.f("pk_wrong_codes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "closed_pages",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_closed_pages")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "forgotten_drafts",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_forgotten_drafts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "anonymous_messages",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("from_author", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_anonymous_messages_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_messages")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_anonymous_messages_submission_key")),
    )
    op.create_index(
        op.f("ix_anonymous_messages_item_kind_item_id_id"),
        "anonymous_messages",
        ["item_kind", "item_id", "id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("anonymous_messages")
    op.drop_table("forgotten_drafts")
    op.drop_table("closed_pages")
    op.drop_table("wrong_codes")
    op.drop_table("anonymous_codes")
    op.drop_table("sealed_words")
