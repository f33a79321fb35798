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


def celery_address(redis: str) -> str:
    """Return the address of a Redis server as Celery takes it.

    By TLS Kombu would believe any certificate, unless the address says how far it is to look.
    """
    address = redis.replace("unix://", "redis+socket://", 1)
    if address.startswith("rediss://") and "ssl_cert_reqs=" not in address:
        address += f"{'&' if '?' in address else '?'}ssl_cert_reqs=required"
    return address
