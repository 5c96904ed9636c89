"""Forms that more than one app reads. Those of the pages live with their app."""
