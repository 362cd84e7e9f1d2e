"""Cards: what is worth remembering of cases, algorithms and the dictionary comes back when it is about to be forgotten."""
