"""Lists of people in and out: reading files, presets, what an import would do, and exports."""
