"""What people and the portal do with metrics and outcomes."""
