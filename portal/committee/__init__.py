"""The committee: by when it answers and decides, and the queue of what waits for it."""
