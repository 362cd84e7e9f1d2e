"""Word files: opened with care, and turned into the Markdown of the portal."""
