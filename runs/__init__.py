"""What was asked and what came of it: runs, their attempts, files, live events and pages."""
