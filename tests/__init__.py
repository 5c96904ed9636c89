"""Tests of Hearthwork; a package, so that tests/sessions never shadows the app `sessions`."""
