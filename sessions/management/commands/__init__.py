"""manage.py demo."""
