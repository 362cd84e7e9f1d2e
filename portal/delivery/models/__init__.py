"""The tables of the work on initiatives."""

from portal.delivery.models.card import PARTS, PdcaCard
from portal.delivery.models.work import MAX_REASON_LETTERS, MAX_TITLE_LETTERS, WORKED_ON, Milestone, Task

__all__ = ["MAX_REASON_LETTERS", "MAX_TITLE_LETTERS", "PARTS", "WORKED_ON", "Milestone", "PdcaCard", "Task"]
