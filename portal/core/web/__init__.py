"""What every page shares: request ids, headers, static files, errors. Only views and this package know Flask."""
