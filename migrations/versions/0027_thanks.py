"""Thanks to those who proposed something and carried it out."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OWN = sa.text("from_customer IS FALSE")


def upgrade() -> None:
    op.create_table(
        "thanks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("from_customer", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("hidden_by_id", BIG, nullable=True),
        sa.Column("hidden_reason", sa.String(500), nullable=False),
        sa.CheckConstraint(
            "from_customer IS FALSE OR length(words) > 0", name=op.f("ck_thanks_customers_say_something")
        ),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_reason = '')", name=op.f("ck_thanks_hidden_with_a_reason")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_thanks_initiative_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_thanks_by_id")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["people.id"], name=op.f("fk_thanks_hidden_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
    )
    op.create_index(op.f("ix_thanks_initiative_id_at_id"), "thanks", ["initiative_id", "at", "id"])
    op.create_index(op.f("ix_thanks_at_id"), "thanks", ["at", "id"])
    op.create_index(
        "uq_thanks_own", "thanks", ["initiative_id", "by_id"], unique=True, sqlite_where=OWN, postgresql_where=OWN
    )


def downgrade() -> None:
    op.drop_table("thanks")
