"""Which migrations this version of the portal knows, by the names of their files.

Alembic asks the files themselves; but with it come Mako and the dialects of databases that the portal doesn't use, ten
megabytes that no process has to carry which only serves (`portal/cli/migrating.py` has it, for who changes tables).
"""

from pathlib import Path

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def known_migrations() -> list[str]:
    """Their numbers, the oldest first: each continues the one before."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))
