"""The chest without a name: the form, and what those who told something see of it."""
