"""Django's SQLite for many threads and processes: who writes waits in line, connections are shared out."""
