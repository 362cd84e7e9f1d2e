"""Changes of walks and of what did not fit."""
