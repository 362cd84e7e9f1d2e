"""The routes of what cases and articles share."""
