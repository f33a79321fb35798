"""`make up`: the same processes as compose.yaml, on one machine and without Docker, for trying it out.

PostgreSQL, Valkey behind TCP with a password, and a bucket stand beside several web processes, workers and
sweepers, under the supervisor of `make run`. It starts from nothing each time and leaves nothing behind.
"""
