"""Comments, replies, mentions, reactions and reports on any kind of item, and who follows it."""
