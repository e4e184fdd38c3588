"""One JSON object a line, with what could identify a person masked."""

import json
import logging
import re
from datetime import UTC, datetime

PERSONAL = re.compile(
    r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)"  # resident id
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"  # mobile
    r"|(?<!\d)[3-6]\d{14,18}(?!\d)"  # bank card
    r"|lc_[A-Za-z0-9]{8}_[A-Za-z0-9]+"  # API key
    r"|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|whsec_[\w+/=]+|(?<=/join/)[\w-]+|(?<=ticket=)[\w.%-]+"  # what opens something, once
)
QUOTED = re.compile(r"^(DETAIL|CONTEXT|LINE \d+|HINT): .*$", re.MULTILINE)  # PostgreSQL's, of rows


def mask(text: str) -> str:
    """Return `text` with identity numbers, phones, cards, keys and addresses masked.

    What the database quotes of the row that it complains about is left out.
    """
    return PERSONAL.sub(lambda found: found.group()[:3] + "****", QUOTED.sub(r"\1: ****", text))


class Json(logging.Formatter):
    """Format a record as one line of JSON; newlines cannot forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        body = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if record.exc_info:
            body["error"] = mask(self.formatException(record.exc_info))
        return json.dumps(body, ensure_ascii=False)
