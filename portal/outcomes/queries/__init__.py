"""What is read of metrics and outcomes."""
