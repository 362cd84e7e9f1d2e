"""'Something like this already exists?' beside the form of a proposal."""
