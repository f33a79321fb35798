"""Wiring: settings, URLs, the web and worker entry points, the supervisor."""
