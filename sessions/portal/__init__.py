"""What a client gets from this app: their own summary."""
