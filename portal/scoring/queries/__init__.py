"""What may be read of scores, and by whom."""
