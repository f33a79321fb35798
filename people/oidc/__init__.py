"""Signing in by OpenID Connect: people go to the provider that the settings name, and come back known.

provider speaks to it, tokens believes what it says, admission decides who comes in. They are imported when
somebody comes that way.
"""

from django.conf import settings


def is_offered() -> bool:
    return bool(settings.OIDC_ISSUER)
