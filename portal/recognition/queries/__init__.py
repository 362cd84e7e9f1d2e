"""Reading thanks, and the year in what changed."""
