"""Filters with a name."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "shape",
            sa.Enum("list", "board", "roadmap", name="shape", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_saved_views_has_a_name")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_saved_views_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_views_person_id_name")),
    )
    op.create_index(
        "ix_saved_views_shared",
        "saved_views",
        ["name"],
        unique=False,
        sqlite_where=sa.text("shared"),
        postgresql_where=sa.text("shared"),
    )


def downgrade() -> None:
    op.drop_table("saved_views")
