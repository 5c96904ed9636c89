"""Who sees what, walked from the written matrix."""
