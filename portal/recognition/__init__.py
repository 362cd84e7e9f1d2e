"""Thanks: what people and teams proposed and did, and the year in what changed."""
