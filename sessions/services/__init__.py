"""All writing about sessions, plans, notes and summaries, and the making of the demo practice."""
