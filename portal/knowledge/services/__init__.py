"""What people do with items of knowledge."""
