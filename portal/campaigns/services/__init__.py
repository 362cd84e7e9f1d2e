"""Asking everybody, and saying what came of it."""
