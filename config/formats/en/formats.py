"""Dates and times as this house writes them in English; other languages keep Django's."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
