"""The pages of metrics and outcomes."""
