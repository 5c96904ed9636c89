"""Tests of the sessions app: plans, notes, summaries."""
