"""What people type about metrics and outcomes."""
