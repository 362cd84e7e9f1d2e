"""What pages of algorithms read."""
