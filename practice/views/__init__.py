"""Pages and answers that belong to no other app, and how every app answers a save or a PDF."""
