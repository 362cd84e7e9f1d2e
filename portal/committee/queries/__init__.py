"""Reading promises, clocks and the queue."""
