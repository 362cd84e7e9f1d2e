"""Pages of those who speak without a name, and of those who answer them."""
