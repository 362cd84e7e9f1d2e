"""Onboarding: tracks of steps that a new operator follows, with a mentor who sees where help is needed."""
