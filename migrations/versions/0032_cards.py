"""Cards to be remembered, who learns by them, and what each of these remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
PROPOSED = sa.text("proposal_key IS NOT NULL")
PHASES = ("learning", "review", "relearning")


def upgrade() -> None:
    _cards()
    _learners()
    _memories()


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_key", sa.String(64), nullable=True),
        sa.Column("external_id", sa.String(80), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("front", sa.Text(), nullable=False),
        sa.Column("front_html", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("back_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("proposal_key", sa.String(32), nullable=True),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("source_changed_at", MOMENT, nullable=True),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("comes_back_at", MOMENT, nullable=True),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(front) > 0 AND length(back) > 0", name=op.f("ck_cards_asks_and_answers")),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_cards_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_cards_submission_key")),
        sa.UniqueConstraint("external_id", name=op.f("uq_cards_external_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cards_language_topic"), "cards", ["language", "topic"])
    op.create_index(op.f("ix_cards_item_id"), "cards", ["item_id"])
    op.create_index(
        "uq_cards_proposed",
        "cards",
        ["item_id", "proposal_key"],
        unique=True,
        sqlite_where=PROPOSED,
        postgresql_where=PROPOSED,
    )
    op.create_table(
        "card_proposals_left",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_card_proposals_left_item_id")),
        sa.PrimaryKeyConstraint("item_id", "key", name=op.f("pk_card_proposals_left")),
    )


def _learners() -> None:
    op.create_table(
        "card_learners",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_learners_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_card_learners")),
    )
    op.create_table(
        "card_decks_left",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_decks_left_person_id")),
        sa.PrimaryKeyConstraint("person_id", "language", "topic", name=op.f("pk_card_decks_left")),
    )


def _memories() -> None:
    op.create_table(
        "card_memories",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("card_id", BIG, nullable=False),
        sa.Column(
            "phase", sa.Enum(*PHASES, name="phase", native_enum=False, length=32, create_constraint=True),
            nullable=False,
        ),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("stability", sa.Float(53), nullable=False),
        sa.Column("difficulty", sa.Float(53), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_memories_person_id")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_memories_card_id")),
        sa.PrimaryKeyConstraint("person_id", "card_id", name=op.f("pk_card_memories")),
    )  # fmt: skip
    op.create_index(op.f("ix_card_memories_person_id_due_on"), "card_memories", ["person_id", "due_on"])
    op.create_index(op.f("ix_card_memories_card_id"), "card_memories", ["card_id"])
    op.create_table(
        "card_answers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("card_id", BIG, nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("interval_days", sa.Integer(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name=op.f("ck_card_answers_rating_of_four")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_answers_person_id")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_answers_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_answers")),
    )
    op.create_index(op.f("ix_card_answers_person_id_id"), "card_answers", ["person_id", "id"])
    op.create_index(op.f("ix_card_answers_card_id_person_id"), "card_answers", ["card_id", "person_id"])


def downgrade() -> None:
    for table in (
        "card_answers", "card_memories", "card_decks_left", "card_learners", "card_proposals_left", "cards",
    ):  # fmt: skip
        op.drop_table(table)
