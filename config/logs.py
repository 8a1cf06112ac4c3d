"""Log lines as JSON, for the machine that collects them."""

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

FIELDS = ["levelname", "name", "request_id", "message"]


class JsonLines(JsonFormatter):
    """One object for each line: time (UTC), level, logger, request_id, message, exc_info, and what the caller added."""

    def __init__(self):
        super().__init__(
            FIELDS,
            timestamp="time",
            rename_fields={"levelname": "level", "name": "logger"},
            # A request shows its query, and with it what a reader searched for.
            reserved_attrs=[*RESERVED_ATTRS, "request"],
        )
