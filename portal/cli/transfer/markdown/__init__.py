"""The Markdown archive: one file an item, in and out."""
