"""Campaigns: a question to everybody, and the proposals that answer it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_key", sa.String(64), nullable=False),
        sa.Column("question", sa.String(160), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_html", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("results_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("keeper_id", BIG, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("discarded_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_campaigns_ends_after_it_starts")),
        sa.CheckConstraint(
            "closed_at IS NULL OR started_at IS NOT NULL", name=op.f("ck_campaigns_what_ends_has_begun")
        ),
        sa.CheckConstraint(
            "told_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_campaigns_results_of_what_has_ended")
        ),
        sa.CheckConstraint(
            "discarded_at IS NULL OR started_at IS NULL", name=op.f("ck_campaigns_what_was_asked_stays")
        ),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_campaigns_keeper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_campaigns_submission_key")),
    )
    op.create_index(op.f("ix_campaigns_starts_on_id"), "campaigns", ["starts_on", "id"])
    op.create_index(op.f("ix_campaigns_keeper_id"), "campaigns", ["keeper_id"])
    op.create_table(
        "campaign_answers",
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_answers_campaign_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_campaign_answers_initiative_id")),
        sa.PrimaryKeyConstraint("campaign_id", "initiative_id", name=op.f("pk_campaign_answers")),
    )
    op.create_index(op.f("ix_campaign_answers_initiative_id"), "campaign_answers", ["initiative_id"])


def downgrade() -> None:
    for table in ("campaign_answers", "campaigns"):
        op.drop_table(table)
