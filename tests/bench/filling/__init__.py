"""Many runs at once, with all that belongs to them: made up in texts, written by rows, multiplied by copies.

`python -m tests.bench.filling 100000 alice`, or `make fill`. Nothing else may be at work on the database: its
indexes are gone meanwhile.
"""
