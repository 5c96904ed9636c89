"""Tests in a real browser, against a real server on a copy of the demo practice."""
