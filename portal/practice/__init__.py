"""Practice: a played customer, whose words the learner answers, over the steps of an algorithm."""
