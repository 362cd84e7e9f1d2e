"""Accounts, teams, areas, roles and sign-in."""
