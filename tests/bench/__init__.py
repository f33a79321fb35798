"""`make bench`: what Workroom costs, beside what the same call costs without it, in the same run.

upstream is the server that every call goes to, bare the same call by Celery and `requests` alone, house the
real processes of Workroom, visitors the people who use it over HTTP by wire. Each module of measures/ takes
some figures; targets says what they ought to be, table writes them down. filling makes many runs at once.
"""
