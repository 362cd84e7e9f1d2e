"""Words without a name: sealed when they are sent, let out together at the full hour, continued with a code."""
