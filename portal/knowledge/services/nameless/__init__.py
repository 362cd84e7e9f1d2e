"""What is told in the chest without a name: how it waits under seal, and becomes a text for the editors."""
