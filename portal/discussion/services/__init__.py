"""The verbs of this slice, a module a subject."""
