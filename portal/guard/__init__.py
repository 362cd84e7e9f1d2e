"""The personal-data guard where people write: what is found, which numbers are public, how it is masked."""
