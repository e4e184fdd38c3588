"""One JSON object a line, with what could identify a person masked."""

import json
import logging
import re
from datetime import UTC, datetime

from livecompliance.kernel.personal.lookalike import without

OPENING = re.compile(
    r"lc_[A-Za-z0-9]{8}_[A-Za-z0-9]+"  # API key
    r"|whsec_[\w+/=]+|(?<=/join/)[\w-]+|(?<=ticket=)[\w.%-]+"  # what opens something, once
    r"|(?<=held=)[\w-]+|(?<=/inbox/address/)[\w:.-]+"
)
QUOTED = re.compile(r"^(DETAIL|CONTEXT|LINE \d+|HINT): .*$", re.MULTILINE)  # PostgreSQL's, of rows


def mask(text: str) -> str:
    """Return `text` with identity numbers, phones, cards, keys and addresses masked.

    What the database quotes of the row that it complains about is left out.
    """
    unquoted = QUOTED.sub(r"\1: ****", text)
    return without(OPENING.sub(lambda found: found.group()[:3] + "****", unquoted))


class Json(logging.Formatter):
    """Format a record as one line of JSON; newlines cannot forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        body = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if record.stack_info:
            body["stack"] = mask(self.formatStack(record.stack_info))
        if record.exc_info:
            body["error"] = mask(self.formatException(record.exc_info))
        return json.dumps(body, ensure_ascii=False)
