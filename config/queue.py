"""How the queue is reached."""

# For Redis, by way of Kombu. Times are in seconds.
TRANSPORT = {
    "visibility_timeout": 3600 * 3,  # longer than any deadline, else a task would be delivered twice
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "fanout_prefix": True,
    "fanout_patterns": True,
}
