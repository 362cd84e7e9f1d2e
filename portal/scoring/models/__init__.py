"""The tables of scoring."""

from portal.scoring.models.rounds import AGREED, OPEN, SCORABLE, Round, Sheet
from portal.scoring.models.rules import ScoringModel, ScoringSettings, ScoringVersion

__all__ = ["AGREED", "OPEN", "SCORABLE", "Round", "ScoringModel", "ScoringSettings", "ScoringVersion", "Sheet"]
