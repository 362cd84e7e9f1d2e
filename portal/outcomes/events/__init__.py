"""What happens to metrics and outcomes."""
