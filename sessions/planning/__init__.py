"""Reading for the coming hour: what came in, what was said, what may be asked; nothing written."""
