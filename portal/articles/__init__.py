"""Short instructions, principles of care, lists, and the dictionary of care."""
