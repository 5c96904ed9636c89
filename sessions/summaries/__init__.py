"""From rows to frozen data, for one reader each, and from frozen data to a PDF."""
