"""What people do with tracks, one module a verb."""
