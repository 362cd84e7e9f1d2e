"""Search: the texts as they are searched, vectors, the company's own words, what was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("part", sa.String(120), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("genre", sa.String(40), nullable=False),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("at", sa.Date(), nullable=True),
        sa.Column("external_id", sa.String(80), nullable=True),
        sa.Column("print", sa.String(64), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("kind", "item_id", "part", name=op.f("uq_search_documents_kind_item_id_part")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_search_documents_changed_at"), "search_documents", ["changed_at"])
    op.create_index(op.f("ix_search_documents_kind_at"), "search_documents", ["kind", "at"])
    op.create_table(
        "search_vectors",
        sa.Column("id", BIG, nullable=False),
        sa.Column("document_id", BIG, nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("print", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["search_documents.id"], name=op.f("fk_search_vectors_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_vectors")),
        sa.UniqueConstraint("document_id", "window", "model", name=op.f("uq_search_vectors_document_id_window_model")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_search_vectors_model_id"), "search_vectors", ["model", "id"])
    op.create_table(
        "search_word_groups",
        sa.Column("id", BIG, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_word_groups")),
    )
    op.create_table(
        "search_asked",
        sa.Column("id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("found_none", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("wished", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "times >= 0 AND found_none >= 0 AND opened >= 0 AND wished >= 0",
            name=op.f("ck_search_asked_counts_are_not_negative"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_asked")),
        sa.UniqueConstraint("day", "words", name=op.f("uq_search_asked_day_words")),
    )
    op.create_index(op.f("ix_search_asked_day_found_none"), "search_asked", ["day", "found_none"])
    op.create_table(
        "search_opened_ranks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_opened_ranks")),
        sa.UniqueConstraint("day", "rank", name=op.f("uq_search_opened_ranks_day_rank")),
    )
    op.create_table(
        "search_states",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("version", sa.String(80), nullable=False),
        sa.Column("generation", BIG, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("rebuilding_since", MOMENT, nullable=True),
        sa.Column("error", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_states")),
    )


def downgrade() -> None:
    for table in (
        "search_states", "search_opened_ranks", "search_asked", "search_word_groups", "search_vectors", "search_documents",
    ):  # fmt: skip
        op.drop_table(table)
