"""Speaking without a name: words under seal, number and code, the author's page, the conversation with nobody named.

What is told so, and what becomes of it, belongs to other slices: see ``kinds``.
"""
