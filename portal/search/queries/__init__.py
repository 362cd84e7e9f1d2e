"""What search keeps of its own: words that mean the same, and what was asked."""
