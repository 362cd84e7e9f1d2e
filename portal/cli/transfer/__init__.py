"""People and initiatives as lines of JSON: what a line may say, how it is brought in, how it is written out."""
