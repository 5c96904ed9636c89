"""Benchmarks: ratios against a floor measured in the same run; started by `make bench`."""
