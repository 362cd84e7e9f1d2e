"""Discussions and who follows what."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_kind", sa.String(length=40), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("answered_id", BIG, nullable=True),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("hidden_by_id", BIG, nullable=True),
        sa.Column("hidden_reason", sa.String(length=500), nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("resolved_by_id", BIG, nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "hidden_at IS NULL OR length(hidden_reason) > 0", name=op.f("ck_comments_hidden_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["answered_id"], ["comments.id"], name=op.f("fk_comments_answered_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_comments_author_id")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["people.id"], name=op.f("fk_comments_hidden_by_id")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["people.id"], name=op.f("fk_comments_resolved_by_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_comments_submission_key")),
    )
    op.create_index(op.f("ix_comments_author_id_at"), "comments", ["author_id", "at"], unique=False)
    op.create_index(
        op.f("ix_comments_item_kind_item_id_parent_id_id"),
        "comments",
        ["item_kind", "item_id", "parent_id", "id"],
        unique=False,
    )
    op.create_table(
        "follows",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("item_kind", sa.String(length=40), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_follows_person_id")),
        sa.PrimaryKeyConstraint("person_id", "item_kind", "item_id", name=op.f("pk_follows")),
    )
    op.create_index(op.f("ix_follows_item_kind_item_id"), "follows", ["item_kind", "item_id"], unique=False)
    op.create_table(
        "comment_revisions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("comment_id", BIG, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_comment_revisions_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_revisions")),
    )
    op.create_index(op.f("ix_comment_revisions_comment_id"), "comment_revisions", ["comment_id"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("comment_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_mentions_comment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mentions_person_id")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_mentions")),
    )
    op.create_table(
        "reactions",
        sa.Column("comment_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "thanks",
                "agree",
                "idea",
                name="reactionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_reactions_comment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reactions_person_id")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", "kind", name=op.f("pk_reactions")),
    )
    op.create_table(
        "reports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("comment_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_reports_by_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_reports_comment_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_reports_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("comment_id", "by_id", name=op.f("uq_reports_comment_id_by_id")),
    )
    op.create_index(op.f("ix_reports_settled_at"), "reports", ["settled_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reports_settled_at"), table_name="reports")
    op.drop_table("reports")
    op.drop_table("reactions")
    op.drop_table("mentions")
    op.drop_index(op.f("ix_comment_revisions_comment_id"), table_name="comment_revisions")
    op.drop_table("comment_revisions")
    op.drop_index(op.f("ix_follows_item_kind_item_id"), table_name="follows")
    op.drop_table("follows")
    op.drop_index(op.f("ix_comments_item_kind_item_id_parent_id_id"), table_name="comments")
    op.drop_index(op.f("ix_comments_author_id_at"), table_name="comments")
    op.drop_table("comments")
