"""Many runs at once, with all that belongs to them: made up in texts, written by rows.

`python -m tests.bench.filling 100000` fills the database that WORKROOM_DATA or DATABASE_URL names.
"""
