"""Search by meaning: texts as numbers that lie close where they mean the same, in whatever language.

Everything here may be missing (no model for this machine, vectors still being made): then words alone answer.
"""
