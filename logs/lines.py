"""A log line as one JSON object."""

from datetime import UTC, datetime
from logging import LogRecord
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from logs.about import known
from logs.hiding import Hiding


class JsonLines(Hiding, JsonFormatter):
    """Writes `time`, `level`, `logger`, `message`, what the line is about, and the traceback if there is one.

    Of what a call gives as `extra`, only the mapping `facts` is written: a library's may hold anything.
    """

    def add_fields(self, log_data: dict[str, Any], record: LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data |= {"level": record.levelname, "logger": record.name, "message": record.getMessage()}
        log_data |= {**known(), **getattr(record, "facts", {})}
        if traceback := message_dict.get("exc_info"):
            log_data["traceback"] = traceback
