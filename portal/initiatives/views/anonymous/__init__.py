"""Initiatives without a name: the form, and what their authors see of them."""
