"""Forms of the hour, the plan, the note and the summary, with what a failed save says in them."""
