"""Reading the work on initiatives."""
