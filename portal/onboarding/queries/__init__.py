"""Selects of onboarding."""
