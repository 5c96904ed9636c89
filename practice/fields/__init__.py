"""The kinds of field that an exercise is made of: form, JSON, plain lines, template.

Knows no model, view or person; the language and the posted data are handed in.
"""
