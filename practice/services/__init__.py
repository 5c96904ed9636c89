"""What changes the practice's own data, or watches over it: library, audit trail, saving, start."""
