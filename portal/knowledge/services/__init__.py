"""What people do with cases and articles."""
