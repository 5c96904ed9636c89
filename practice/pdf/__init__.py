"""The PDF floor: fonts, safe text, styles, blocks and the page. It knows no model."""
