"""What is read for the numbers."""
