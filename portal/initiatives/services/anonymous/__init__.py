"""Initiatives without a name: how they wait under seal, and how they become rows at the full hour."""
