"""How the committee values initiatives: each member alone and blind, then together."""
