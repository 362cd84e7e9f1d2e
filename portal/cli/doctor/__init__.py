"""`portal doctor`: what is well and what isn't, each check a function that names its faults."""
