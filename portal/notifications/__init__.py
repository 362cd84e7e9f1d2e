"""Telling people, in the portal, of everything that concerns them: once per event and person."""
