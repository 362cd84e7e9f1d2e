"""Reports name the words that they are about by kind and id: comments, and those that other slices keep."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("reports") as reports:
        reports.drop_constraint(op.f("fk_reports_comment_id"), type_="foreignkey")
        reports.drop_constraint(op.f("uq_reports_comment_id_by_id"), type_="unique")
        reports.alter_column("comment_id", new_column_name="words_id", existing_type=BIG, existing_nullable=False)
        reports.add_column(sa.Column("words_kind", sa.String(40), nullable=False, server_default="comment"))
    with op.batch_alter_table("reports") as reports:
        reports.alter_column("words_kind", server_default=None, existing_type=sa.String(40), existing_nullable=False)
        reports.create_unique_constraint(
            op.f("uq_reports_words_kind_words_id_by_id"), ["words_kind", "words_id", "by_id"]
        )


def downgrade() -> None:
    op.execute("DELETE FROM reports WHERE words_kind <> 'comment'")
    with op.batch_alter_table("reports") as reports:
        reports.drop_constraint(op.f("uq_reports_words_kind_words_id_by_id"), type_="unique")
        reports.alter_column("words_id", new_column_name="comment_id", existing_type=BIG, existing_nullable=False)
        reports.drop_column("words_kind")
    with op.batch_alter_table("reports") as reports:
        reports.create_unique_constraint(op.f("uq_reports_comment_id_by_id"), ["comment_id", "by_id"])
        reports.create_foreign_key(op.f("fk_reports_comment_id"), "comments", ["comment_id"], ["id"])
