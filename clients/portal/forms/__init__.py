"""What a client sends beside the words of exercises: buttons, choices, a number, a password."""
