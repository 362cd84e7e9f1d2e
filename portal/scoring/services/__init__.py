"""Scoring, agreeing, and choosing how."""
