"""One module per field kind; the registry finds them by looking into this package."""
