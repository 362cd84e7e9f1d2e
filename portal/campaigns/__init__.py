"""Campaigns: a question to everyone for some weeks, and what came of it."""
