"""Pages of algorithms."""
