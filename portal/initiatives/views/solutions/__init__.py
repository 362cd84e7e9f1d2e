"""Several ways to solve one problem."""
