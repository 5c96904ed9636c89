"""The Django project, and the app of what the practice owns: people, library, rules, look."""
