"""The bank of initiatives in numbers; each of them opens the list behind it."""
