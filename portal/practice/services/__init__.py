"""Writing dialogues, publishing and playing them."""
