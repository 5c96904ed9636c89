"""Pages of a case for the people who work on it, a file for each noun, and what its pages share."""
