"""What people do with cards."""
