"""What a log line looks like, and what it is about: the request, the run and the worker it belongs to."""
