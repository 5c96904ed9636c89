"""What happens in the room, and what is made of it."""
