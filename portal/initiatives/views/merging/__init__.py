"""Merging twins and parting them again."""
