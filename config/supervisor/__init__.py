"""`make run`: every process of Workroom under one command, on one machine.

checks refuse a start that cannot work, children are the processes, broker is the embedded
Redis-compatible server, probes ask whether each one answers, watch keeps them all going.
"""
