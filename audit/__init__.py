"""Who did what: one table that only grows. It knows nothing of what is recorded in it."""
