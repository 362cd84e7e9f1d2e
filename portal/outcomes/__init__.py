"""Metrics of the company, and whether an initiative did what it was meant to."""
