"""Charts: one geometry, two thin painters (SVG and PDF), and the words beside the picture."""
