"""The work on an accepted initiative: milestones, tasks, the PDCA card."""
