"""The index of search inside PostgreSQL; on SQLite, where it lies beside the database, the tables stay empty."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VECTOR = TSVECTOR().with_variant(sa.Text(), "sqlite")
WORDS = ARRAY(sa.Text()).with_variant(sa.Text(), "sqlite")
WORD = sa.String(100, collation="C").with_variant(sa.String(100), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("print", sa.BigInteger(), nullable=False),
        sa.Column("keys", VECTOR, nullable=False),
        sa.Column("titles", VECTOR, nullable=False),
        sa.Column("forms", VECTOR, nullable=False),
        sa.Column("facts", WORDS, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("title_length", sa.Integer(), nullable=False),
        sa.Column("words_length", sa.Integer(), nullable=False),
        sa.Column("body_length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_search_entries")),
    )
    op.create_index(op.f("ix_search_entries_keys"), "search_entries", ["keys"], postgresql_using="gin")
    op.create_index(op.f("ix_search_entries_titles"), "search_entries", ["titles"], postgresql_using="gin")
    op.create_table(
        "search_lexemes",
        sa.Column("sort", sa.String(1), nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sort", "word", name=op.f("pk_search_lexemes")),
    )


def downgrade() -> None:
    op.drop_table("search_lexemes")
    op.drop_table("search_entries")
