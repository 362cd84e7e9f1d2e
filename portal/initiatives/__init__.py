"""Initiatives: problem, solution, expected outcome, and the way of each to a measured change."""
