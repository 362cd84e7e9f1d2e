"""Changes of clocks and of what is promised."""
