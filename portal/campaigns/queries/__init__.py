"""Reading campaigns and what answers them."""
