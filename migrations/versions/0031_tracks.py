"""Tracks of steps for those who learn, who follows them and how far, and what learner and mentor say."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
NEWCOMERS = sa.text("for_newcomers IS TRUE")
DRAFT = sa.text("number IS NULL")
OPEN = sa.text("finished_at IS NULL AND left_at IS NULL")
UNREAD = sa.text('"right" IS NULL AND read_at IS NULL')


def upgrade() -> None:
    _tracks()
    _steps()
    _enrolments()
    _progress()
    _notes()


def _tracks() -> None:
    op.create_table(
        "tracks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("external_id", sa.String(80), nullable=True),
        sa.Column("submission_key", sa.String(64), nullable=True),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("keeper_id", BIG, nullable=True),
        sa.Column("published_id", BIG, nullable=True),
        sa.Column("open_to_all", sa.Boolean(), nullable=False),
        sa.Column("for_newcomers", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("discarded_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_tracks_has_a_title")),
        sa.CheckConstraint(
            "discarded_at IS NULL OR published_id IS NULL", name=op.f("ck_tracks_what_was_published_stays")
        ),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_tracks_keeper_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_tracks_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracks")),
        sa.UniqueConstraint("external_id", name=op.f("uq_tracks_external_id")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_tracks_submission_key")),
    )
    op.create_index(op.f("ix_tracks_keeper_id"), "tracks", ["keeper_id"])
    op.create_index(op.f("ix_tracks_language_title_id"), "tracks", ["language", "title", "id"])
    op.create_index(
        "uq_tracks_for_newcomers",
        "tracks",
        ["language"],
        unique=True,
        sqlite_where=NEWCOMERS,
        postgresql_where=NEWCOMERS,
    )
    op.create_table(
        "track_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("track_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by_id", BIG, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("published_by_id", BIG, nullable=True),
        sa.Column("change_note", sa.String(500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(number IS NULL) = (published_at IS NULL)", name=op.f("ck_track_versions_numbered_when_published")
        ),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name=op.f("fk_track_versions_track_id")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["people.id"], name=op.f("fk_track_versions_saved_by_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["people.id"], name=op.f("fk_track_versions_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_versions")),
        sa.UniqueConstraint("track_id", "number", name=op.f("uq_track_versions_track_id_number")),
    )
    op.create_index(
        "uq_track_versions_draft",
        "track_versions",
        ["track_id"],
        unique=True,
        sqlite_where=DRAFT,
        postgresql_where=DRAFT,
    )


def _steps() -> None:
    op.create_table(
        "track_sections",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("intro_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["track_versions.id"], name=op.f("fk_track_sections_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_sections")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_track_sections_version_id_key")),
    )
    op.create_index(
        op.f("ix_track_sections_version_id_position_id"), "track_sections", ["version_id", "position", "id"]
    )
    op.create_table(
        "track_steps",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("section_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("item_kind", sa.String(20), nullable=True),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("after", sa.String(32), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_track_steps_has_a_title")),
        sa.CheckConstraint("(item_kind IS NULL) = (item_id IS NULL)", name=op.f("ck_track_steps_names_an_item_whole")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 480", name=op.f("ck_track_steps_takes_some_minutes")),
        sa.CheckConstraint(
            "due_day IS NULL OR due_day BETWEEN 1 AND 500", name=op.f("ck_track_steps_due_on_a_day_of_the_track")
        ),
        sa.CheckConstraint(
            "kind IN ('read', 'walk', 'practise', 'check', 'acknowledge', 'meet', 'write')",
            name=op.f("ck_track_steps_stepkind"),
        ),
        sa.CheckConstraint("after IN ('anytime', 'previous', 'section')", name=op.f("ck_track_steps_condition")),
        sa.ForeignKeyConstraint(["version_id"], ["track_versions.id"], name=op.f("fk_track_steps_version_id")),
        sa.ForeignKeyConstraint(["section_id"], ["track_sections.id"], name=op.f("fk_track_steps_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_steps")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_track_steps_version_id_key")),
    )
    op.create_index(op.f("ix_track_steps_item_kind_item_id"), "track_steps", ["item_kind", "item_id"])
    op.create_index(op.f("ix_track_steps_section_id"), "track_steps", ["section_id"])
    op.create_index(op.f("ix_track_steps_version_id_position_id"), "track_steps", ["version_id", "position", "id"])


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("track_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("mentor_id", BIG, nullable=True),
        sa.Column("enrolled_by_id", BIG, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("told_finished_at", MOMENT, nullable=True),
        sa.CheckConstraint("finished_at IS NULL OR left_at IS NULL", name=op.f("ck_enrolments_finished_or_left")),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name=op.f("fk_enrolments_track_id")),
        sa.ForeignKeyConstraint(["version_id"], ["track_versions.id"], name=op.f("fk_enrolments_version_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_enrolments_mentor_id")),
        sa.ForeignKeyConstraint(["enrolled_by_id"], ["people.id"], name=op.f("fk_enrolments_enrolled_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_enrolments_in_care",
        "enrolments",
        ["mentor_id", "id"],
        unique=False,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(op.f("ix_enrolments_person_id_id"), "enrolments", ["person_id", "id"])
    op.create_index(op.f("ix_enrolments_track_id_id"), "enrolments", ["track_id", "id"])
    op.create_index(op.f("ix_enrolments_version_id"), "enrolments", ["version_id"])
    op.create_index(
        "uq_enrolments_open",
        "enrolments",
        ["person_id", "track_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _progress() -> None:
    op.create_table(
        "step_progress",
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("step_key", sa.String(40), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("item_revision", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'waiting', 'again', 'done')", name=op.f("ck_step_progress_stepstate")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_step_progress_enrolment_id")),
        sa.PrimaryKeyConstraint("enrolment_id", "step_key", name=op.f("pk_step_progress")),
    )
    op.create_index(op.f("ix_step_progress_state_enrolment_id"), "step_progress", ["state", "enrolment_id"])
    op.create_table(
        "step_answers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("step_key", sa.String(40), nullable=False),
        sa.Column("question_key", sa.String(40), nullable=False),
        sa.Column("given", JSON, nullable=False),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_by_id", BIG, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("attempt > 0", name=op.f("ck_step_answers_attempts_from_one")),
        sa.CheckConstraint("read_by_id IS NULL OR read_at IS NOT NULL", name=op.f("ck_step_answers_read_at_a_time")),
        sa.ForeignKeyConstraint(["read_by_id"], ["people.id"], name=op.f("fk_step_answers_read_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_step_answers_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_answers")),
        sa.UniqueConstraint(
            "enrolment_id",
            "step_key",
            "question_key",
            "attempt",
            name=op.f("uq_step_answers_enrolment_id_step_key_question_key_attempt"),
        ),
    )
    op.create_index(
        "ix_step_answers_unread",
        "step_answers",
        ["enrolment_id", "id"],
        unique=False,
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )


def _notes() -> None:
    op.create_table(
        "learning_notes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("step_key", sa.String(40), nullable=True),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("quote", sa.String(600), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("submission_key", sa.String(64), nullable=True),
        sa.CheckConstraint(
            "kind <> 'green' OR length(quote) > 0", name=op.f("ck_learning_notes_green_marks_something")
        ),
        sa.CheckConstraint("kind IN ('talk', 'green')", name=op.f("ck_learning_notes_notekind")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_learning_notes_enrolment_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_learning_notes_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_notes")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_learning_notes_submission_key")),
    )
    op.create_index(op.f("ix_learning_notes_enrolment_id_id"), "learning_notes", ["enrolment_id", "id"])


def downgrade() -> None:
    tables = (
        "learning_notes", "step_answers", "step_progress", "enrolments", "track_steps", "track_sections", "track_versions",
        "tracks",
    )  # fmt: skip
    for table in tables:
        op.drop_table(table)
