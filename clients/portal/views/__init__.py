"""Pages that a client opens, by `mine`, `of_login` and the circle of their case alone."""
