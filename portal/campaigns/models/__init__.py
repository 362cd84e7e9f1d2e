"""The tables of campaigns."""

from portal.campaigns.models.campaigns import (
    MAX_ABOUT_LETTERS,
    MAX_QUESTION_LETTERS,
    MAX_RESULTS_LETTERS,
    MIN_QUESTION_LETTERS,
    Campaign,
    CampaignAnswer,
    Stage,
    stage_of,
)

__all__ = [
    "MAX_ABOUT_LETTERS",
    "MAX_QUESTION_LETTERS",
    "MAX_RESULTS_LETTERS",
    "MIN_QUESTION_LETTERS",
    "Campaign",
    "CampaignAnswer",
    "Stage",
    "stage_of",
]
