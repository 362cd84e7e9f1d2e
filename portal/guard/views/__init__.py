"""Asking whoever writes; looking while they type; the list of public contacts."""
