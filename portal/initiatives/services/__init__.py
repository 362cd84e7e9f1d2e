"""What can be done with an initiative: verbs, each in the transaction of its caller."""
