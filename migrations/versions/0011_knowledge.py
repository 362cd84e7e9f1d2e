"""Cases, articles and what they share: genres, items, revisions, what readers say of them, collections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


#: key, kind, shape, Ukrainian, Russian, English
GENRES = (
    ("wow", "case", "story", "WOW", "WOW", "WOW"),
    ("mistake", "case", "story", "Скриня", "Сундук", "The chest"),
    ("hard_call", "case", "story", "Складна розмова", "Трудный разговор", "Hard call"),
    ("instruction", "article", "text", "Інструкція", "Инструкция", "Instruction"),
    ("principle", "article", "text", "Принцип турботи", "Принцип заботы", "Principle of care"),
    ("list", "article", "text", "Список", "Список", "List"),
    ("term", "article", "term", "Словник турботи", "Словарь заботы", "Dictionary of care"),
)


def upgrade() -> None:
    genres = op.create_table(
        "knowledge_genres",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("shape", sa.String(length=20), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("blameless", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_genres")),
        sa.UniqueConstraint("key", name=op.f("uq_knowledge_genres_key")),
    )
    op.create_index(op.f("ix_knowledge_genres_kind_position"), "knowledge_genres", ["kind", "position"], unique=False)
    op.create_table(
        "collections",
        sa.Column("id", BIG, nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("discarded_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_collections_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("external_id", name=op.f("uq_collections_external_id")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_collections_submission_key")),
    )
    op.create_index(op.f("ix_collections_updated_at_id"), "collections", ["updated_at", "id"], unique=False)
    op.create_table(
        "knowledge_items",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("genre_id", BIG, nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "published",
                "archived",
                "discarded",
                name="itemstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("lead", sa.String(length=300), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("nameless", sa.Boolean(), nullable=False),
        sa.Column("keeper_id", BIG, nullable=True),
        sa.Column("check_again_on", sa.Date(), nullable=True),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("checked_by_id", BIG, nullable=True),
        sa.Column("must_acknowledge", sa.Boolean(), nullable=False),
        sa.Column("changed_in_matter_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("archive_reason", sa.String(length=500), nullable=False),
        sa.Column("last_activity_at", MOMENT, nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("reaction_count", sa.Integer(), nullable=False),
        sa.Column("mark_count", sa.Integer(), nullable=False),
        sa.Column("helpful_count", sa.Integer(), nullable=False),
        sa.Column("unhelpful_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'archived' OR length(archive_reason) > 0", name=op.f("ck_knowledge_items_archived_with_a_reason")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_knowledge_items_published_at_a_time")
        ),
        sa.CheckConstraint("NOT nameless OR author_id IS NULL", name=op.f("ck_knowledge_items_nameless_has_no_author")),
        sa.CheckConstraint(
            "comment_count >= 0 AND reaction_count >= 0 AND mark_count >= 0",
            name=op.f("ck_knowledge_items_counts_are_not_negative"),
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_knowledge_items_has_a_title")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_knowledge_items_area_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_knowledge_items_author_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people.id"], name=op.f("fk_knowledge_items_checked_by_id")),
        sa.ForeignKeyConstraint(["genre_id"], ["knowledge_genres.id"], name=op.f("fk_knowledge_items_genre_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_knowledge_items_keeper_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_knowledge_items_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_items")),
        sa.UniqueConstraint("external_id", name=op.f("uq_knowledge_items_external_id")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_knowledge_items_submission_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_knowledge_items_author_id_state"), "knowledge_items", ["author_id", "state"], unique=False)
    op.create_index(
        op.f("ix_knowledge_items_keeper_id_state_check_again_on"),
        "knowledge_items",
        ["keeper_id", "state", "check_again_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_knowledge_items_kind_state_genre_id_area_id"),
        "knowledge_items",
        ["kind", "state", "genre_id", "area_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_knowledge_items_kind_area_id_state_published_at_id"),
        "knowledge_items",
        ["kind", "area_id", "state", "published_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_knowledge_items_kind_genre_id_state_published_at_id"),
        "knowledge_items",
        ["kind", "genre_id", "state", "published_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_knowledge_items_kind_state_published_at_id"),
        "knowledge_items",
        ["kind", "state", "published_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_knowledge_items_kind_state_reaction_count_id"),
        "knowledge_items",
        ["kind", "state", "reaction_count", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_knowledge_items_kind_state_last_activity_at_id"),
        "knowledge_items",
        ["kind", "state", "last_activity_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_knowledge_items_must_acknowledge_state"),
        "knowledge_items",
        ["must_acknowledge", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_knowledge_items_state_check_again_on"), "knowledge_items", ["state", "check_again_on"], unique=False
    )
    op.create_table(
        "acknowledgements",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_acknowledgements_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_acknowledgements_person_id")),
        sa.PrimaryKeyConstraint("item_id", "person_id", "revision_number", name=op.f("pk_acknowledgements")),
    )
    op.create_index(op.f("ix_acknowledgements_person_id"), "acknowledgements", ["person_id"], unique=False)
    op.create_table(
        "acknowledging_teams",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_acknowledging_teams_item_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_acknowledging_teams_team_id")),
        sa.PrimaryKeyConstraint("item_id", "team_id", name=op.f("pk_acknowledging_teams")),
    )
    op.create_table(
        "collection_entries",
        sa.Column("collection_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collections.id"], name=op.f("fk_collection_entries_collection_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_collection_entries_item_id")),
        sa.PrimaryKeyConstraint("collection_id", "item_id", name=op.f("pk_collection_entries")),
    )
    op.create_index(op.f("ix_collection_entries_item_id"), "collection_entries", ["item_id"], unique=False)
    op.create_table(
        "green_marks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("quote", sa.String(length=600), nullable=False),
        sa.Column("prefix", sa.String(length=48), nullable=False),
        sa.Column("suffix", sa.String(length=48), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("made_on", sa.Integer(), nullable=False),
        sa.Column("lost_in", sa.Integer(), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("length(quote) > 0", name=op.f("ck_green_marks_marks_something")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_green_marks_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_green_marks_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_green_marks")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_green_marks_submission_key")),
    )
    op.create_index(op.f("ix_green_marks_by_id"), "green_marks", ["by_id"], unique=False)
    op.create_index(op.f("ix_green_marks_item_id_id"), "green_marks", ["item_id", "id"], unique=False)
    op.create_table(
        "helpful_answers",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", BIG, nullable=True),
        sa.CheckConstraint("helpful OR length(reason) > 0", name=op.f("ck_helpful_answers_a_no_says_why")),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_helpful_answers_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_helpful_answers_person_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_helpful_answers_settled_by_id")),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_helpful_answers")),
    )
    op.create_index(
        op.f("ix_helpful_answers_helpful_settled_at_at"),
        "helpful_answers",
        ["helpful", "settled_at", "at"],
        unique=False,
    )
    op.create_table(
        "item_reactions",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "wow",
                "useful",
                "will_use",
                name="itemreactionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_item_reactions_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_item_reactions_person_id")),
        sa.PrimaryKeyConstraint("item_id", "person_id", "kind", name=op.f("pk_item_reactions")),
    )
    op.create_index(op.f("ix_item_reactions_person_id"), "item_reactions", ["person_id"], unique=False)
    op.create_table(
        "knowledge_revisions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "published",
                "former",
                "discarded",
                name="revisionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("html", JSON, nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("rolled_back_to", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("major", sa.Boolean(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("reviewed_by_id", BIG, nullable=True),
        sa.Column("review_note", sa.String(length=2000), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_knowledge_revisions_author_id")),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_knowledge_revisions_item_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["people.id"], name=op.f("fk_knowledge_revisions_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_revisions")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_knowledge_revisions_item_id_number")),
    )
    op.create_index(
        op.f("ix_knowledge_revisions_state_submitted_at"),
        "knowledge_revisions",
        ["state", "submitted_at"],
        unique=False,
    )
    op.create_index(
        "uq_knowledge_revisions_open",
        "knowledge_revisions",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'in_review')"),
        postgresql_where=sa.text("state IN ('draft', 'in_review')"),
    )
    op.create_index(
        "uq_knowledge_revisions_stands",
        "knowledge_revisions",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "knowledge_tags",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("tag_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_knowledge_tags_item_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_knowledge_tags_tag_id")),
        sa.PrimaryKeyConstraint("item_id", "tag_id", name=op.f("pk_knowledge_tags")),
    )
    op.create_index(op.f("ix_knowledge_tags_tag_id_item_id"), "knowledge_tags", ["tag_id", "item_id"], unique=False)
    op.create_table(
        "not_personal_statements",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("found", JSON, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_not_personal_statements_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_personal_statements")),
    )
    op.create_index(op.f("ix_not_personal_statements_item_id"), "not_personal_statements", ["item_id"], unique=False)
    op.bulk_insert(
        genres,
        [
            {
                "key": key,
                "kind": kind,
                "shape": shape,
                "names": {"uk": uk, "ru": ru, "en": en},
                "blameless": key == "mistake",
                "position": place * 10,
            }
            for place, (key, kind, shape, uk, ru, en) in enumerate(GENRES, 1)
        ],
    )
    op.create_table(
        "cases_of_the_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_cases_of_the_day_item_id")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_cases_of_the_day")),
    )
    op.create_index(op.f("ix_cases_of_the_day_item_id_day"), "cases_of_the_day", ["item_id", "day"], unique=False)


def downgrade() -> None:
    op.drop_table("cases_of_the_day")
    op.drop_table("not_personal_statements")
    op.drop_table("knowledge_tags")
    op.drop_table("knowledge_revisions")
    op.drop_table("item_reactions")
    op.drop_table("helpful_answers")
    op.drop_table("green_marks")
    op.drop_table("collection_entries")
    op.drop_table("acknowledging_teams")
    op.drop_table("acknowledgements")
    op.drop_table("knowledge_items")
    op.drop_table("collections")
    op.drop_table("knowledge_genres")
