"""What is changed in search by people: the company's words, and the counts of what was asked."""
