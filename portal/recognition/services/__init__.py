"""Thanking, and hiding what shouldn't stand."""
