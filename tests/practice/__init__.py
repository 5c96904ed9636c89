"""Tests of the practice app: people, library, rules, fields, charts and PDF."""
