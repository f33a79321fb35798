"""What people show of their runs: to people and groups inside, and by links."""
