"""The pages about people: one's own account, the set-up link, the people and their groups."""
