"""What editors, learners and mentors fill in."""
