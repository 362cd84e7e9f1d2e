"""What pages, and the slices above, ask about cards."""

from portal.cards.queries.today import Today, due_today, todays_cards

__all__ = ["Today", "due_today", "todays_cards"]
