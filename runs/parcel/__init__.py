"""Runs to take away: as a table, as text, or with all their files in one archive. All of it is streamed."""
