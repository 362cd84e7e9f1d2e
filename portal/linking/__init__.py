"""Ties between items of any kind: what grew out of what, what changed because of what, what to read along."""
