"""One module per command of manage.py; the work itself is done by services."""
