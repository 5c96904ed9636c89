"""The client portal: every page is for one person, and shows no trace of anybody else."""
