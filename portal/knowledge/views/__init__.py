"""The routes of what all items of knowledge share."""
