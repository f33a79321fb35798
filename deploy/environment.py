"""Write the values that compose.yaml needs: `python3 deploy/environment.py workroom.example.org > .env`.

It needs nothing but Python. Whoever has this file can read everything: keep it to yourself, and keep a copy.
"""

import base64
import secrets
import sys


def lines(domain: str) -> list[str]:
    """Return the lines of the file, with secrets made for it. They need no quotes."""
    made = {
        "DOMAIN": domain,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "POSTGRES_PASSWORD": secrets.token_urlsafe(32),
        "REDIS_PASSWORD": secrets.token_urlsafe(32),
        "S3_PASSWORD": secrets.token_urlsafe(32),
        "METRICS_TOKEN": secrets.token_urlsafe(32),
    }
    return [f"{name}={value}" for name, value in made.items()]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(
            "Name where Workroom will be reached: python3 deploy/environment.py workroom.example.org > .env"
        )
    sys.stdout.write("\n".join(lines(sys.argv[1])) + "\n")
