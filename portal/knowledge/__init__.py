"""What cases, articles and algorithms share: from draft to archive, revisions, keepers, acknowledgement, green pen."""
