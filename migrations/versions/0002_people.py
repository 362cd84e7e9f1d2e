"""People, teams, areas and sign-in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Teams and people name each other; SQLite takes the forward reference, PostgreSQL wants it added afterwards.
    later = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "attempts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bucket", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_at"), "attempts", ["at"], unique=False)
    op.create_index(op.f("ix_attempts_bucket_at"), "attempts", ["bucket", "at"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lead_id", BIG, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *([] if later else [sa.ForeignKeyConstraint(["lead_id"], ["people.id"], name="fk_teams_lead_id")]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "areas",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_areas_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("name", name=op.f("uq_areas_name")),
    )
    op.create_table(
        "people",
        sa.Column("id", BIG, nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("search_name", sa.String(length=120), nullable=False),
        sa.Column("sort_name", sa.String(length=240), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("job", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("mentor_id", BIG, nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column(
            "theme",
            sa.Enum("system", "light", "dark", name="theme", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("shortcuts", sa.Boolean(), nullable=False),
        sa.Column("choices", JSON, nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("stand_in_id", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deactivated_at", MOMENT, nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "away_until IS NULL OR away_from IS NOT NULL", name=op.f("ck_people_absence_has_a_beginning")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_people_email_is_lower")),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_people_mentor_id")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["people.id"], name=op.f("fk_people_stand_in_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_people_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("external_id", name=op.f("uq_people_external_id")),
    )
    if later:
        op.create_foreign_key("fk_teams_lead_id", "teams", "people", ["lead_id"], ["id"])
    op.create_index(op.f("ix_people_search_name"), "people", ["search_name"], unique=False)
    op.create_index(op.f("ix_people_sort_name_id"), "people", ["sort_name", "id"], unique=False)
    op.create_index(
        op.f("ix_people_stand_in_id"),
        "people",
        ["stand_in_id"],
        sqlite_where=sa.text("stand_in_id IS NOT NULL"),
        postgresql_where=sa.text("stand_in_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_people_team_id"), "people", ["team_id"], unique=False)
    op.create_table(
        "one_time_links",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("set_up", "sign_in", name="linkpurpose", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_one_time_links_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_one_time_links_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_links_token_hash")),
    )
    op.create_table(
        "person_roles",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "employee",
                "committee",
                "editor",
                "mentor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_roles_person_id")),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_person_roles")),
    )
    op.create_index(op.f("ix_person_roles_role"), "person_roles", ["role"], unique=False)
    op.create_table(
        "reset_requests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reset_requests_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_requests")),
        sa.UniqueConstraint("person_id", name=op.f("uq_reset_requests_person_id")),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_in_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_sessions_expires_at"), "sign_in_sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sign_in_sessions_person_id"), "sign_in_sessions", ["person_id"], unique=False)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_teams_lead_id", "teams", type_="foreignkey")
    op.drop_index(op.f("ix_sign_in_sessions_person_id"), table_name="sign_in_sessions")
    op.drop_index(op.f("ix_sign_in_sessions_expires_at"), table_name="sign_in_sessions")
    op.drop_table("sign_in_sessions")
    op.drop_table("reset_requests")
    op.drop_index(op.f("ix_person_roles_role"), table_name="person_roles")
    op.drop_table("person_roles")
    op.drop_table("one_time_links")
    op.drop_index(op.f("ix_people_team_id"), table_name="people")
    op.drop_index(op.f("ix_people_stand_in_id"), table_name="people")
    op.drop_index(op.f("ix_people_sort_name_id"), table_name="people")
    op.drop_index(op.f("ix_people_search_name"), table_name="people")
    op.drop_table("people")
    op.drop_table("areas")
    op.drop_table("teams")
    op.drop_index(op.f("ix_attempts_bucket_at"), table_name="attempts")
    op.drop_index(op.f("ix_attempts_at"), table_name="attempts")
    op.drop_table("attempts")
