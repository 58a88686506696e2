"""What a newcomer finds, whom the builders have not told anything."""
