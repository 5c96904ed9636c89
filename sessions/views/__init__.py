"""Pages of sessions, plans, notes and summaries for staff; panels.py draws on pages of others."""
