"""What staff type in about clients, cases, journeys, homework and scores."""
