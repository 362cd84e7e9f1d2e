"""The spine: journal, deliveries, periodic jobs, files, links, drafts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def _protect() -> None:
    """Refuse every change and removal of a row, on both databases."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'journal is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal "
            "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER journal_append_only_{verb.lower()} BEFORE {verb} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
        )


def _unprotect() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER journal_append_only ON journal")
        op.execute("DROP FUNCTION journal_is_append_only()")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER journal_append_only_{verb}")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("discarded_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_drafts_person_id_key")),
    )
    op.create_index(
        op.f("ix_drafts_person_id_form_updated_at"),
        "drafts",
        ["person_id", "form", "updated_at"],
        unique=False,
    )
    op.create_table(
        "files",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token", sa.String(length=22), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("uploader_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("taken_out_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("token", name=op.f("uq_files_token")),
    )
    op.create_index(op.f("ix_files_sha256"), "files", ["sha256"], unique=False)
    op.create_index(op.f("ix_files_uploader_id_at"), "files", ["uploader_id", "at"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("item_kind", sa.String(length=40), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_item_kind_item_id_id"), "journal", ["item_kind", "item_id", "id"], unique=False)
    op.create_index(op.f("ix_journal_name_at"), "journal", ["name", "at"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "grew_out_of",
                "changed_because_of",
                "see_also",
                name="linkkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("from_kind", sa.String(length=40), nullable=False),
        sa.Column("from_id", BIG, nullable=False),
        sa.Column("to_kind", sa.String(length=40), nullable=False),
        sa.Column("to_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint(
            "kind",
            "from_kind",
            "from_id",
            "to_kind",
            "to_id",
            name=op.f("uq_links_kind_from_kind_from_id_to_kind_to_id"),
        ),
    )
    op.create_index(op.f("ix_links_from_kind_from_id"), "links", ["from_kind", "from_id"], unique=False)
    op.create_index(op.f("ix_links_to_kind_to_id"), "links", ["to_kind", "to_id"], unique=False)
    op.create_table(
        "periodic_jobs",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("next_run_at", MOMENT, nullable=False),
        sa.Column("last_run_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_periodic_jobs")),
    )
    op.create_table(
        "reference_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_token")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("consumer", sa.String(length=40), nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("set_aside_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["journal.id"], name=op.f("fk_deliveries_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("consumer", "entry_id", name=op.f("uq_deliveries_consumer_entry_id")),
    )
    op.create_index(op.f("ix_deliveries_done_at_next_try_at"), "deliveries", ["done_at", "next_try_at"], unique=False)
    op.create_table(
        "file_uses",
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("item_kind", sa.String(length=40), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_file_uses_file_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("file_id", "item_kind", "item_id", name=op.f("pk_file_uses")),
    )
    op.create_index(op.f("ix_file_uses_item_kind_item_id"), "file_uses", ["item_kind", "item_id"], unique=False)
    op.execute("INSERT INTO reference_token (id, token) VALUES (1, 'first')")
    _protect()


def downgrade() -> None:
    _unprotect()
    op.drop_index(op.f("ix_file_uses_item_kind_item_id"), table_name="file_uses")
    op.drop_table("file_uses")
    op.drop_index(op.f("ix_deliveries_done_at_next_try_at"), table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_table("reference_token")
    op.drop_table("periodic_jobs")
    op.drop_index(op.f("ix_links_to_kind_to_id"), table_name="links")
    op.drop_index(op.f("ix_links_from_kind_from_id"), table_name="links")
    op.drop_table("links")
    op.drop_index(op.f("ix_journal_name_at"), table_name="journal")
    op.drop_index(op.f("ix_journal_item_kind_item_id_id"), table_name="journal")
    op.drop_table("journal")
    op.drop_index(op.f("ix_files_uploader_id_at"), table_name="files")
    op.drop_index(op.f("ix_files_sha256"), table_name="files")
    op.drop_table("files")
    op.drop_index(op.f("ix_drafts_person_id_form_updated_at"), table_name="drafts")
    op.drop_table("drafts")
