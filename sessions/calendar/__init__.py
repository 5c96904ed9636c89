"""iCalendar (RFC 5545), out and in: hours as a feed, and busy times from a file."""
