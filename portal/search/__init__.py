"""Search over everything that people may read: by words, by meaning, and for what is much like a text."""
