"""Cards: what is worth remembering of cases, algorithms and articles comes back when it is about to be forgotten."""
