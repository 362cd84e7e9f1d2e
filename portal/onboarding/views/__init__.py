"""Pages of tracks, of those who follow them and of their mentors."""
