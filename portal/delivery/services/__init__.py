"""Planning the work on an initiative and saying how far it is."""
