"""Conversation algorithms: written as a document, walked in a call, seen as a map."""
