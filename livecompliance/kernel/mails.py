"""Mails are printed where no server is named: readable by whoever tries the product, nobody's."""

import sys
from collections.abc import Sequence
from threading import Lock
from typing import TextIO

from celery.utils.log import LoggingProxy
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from livecompliance.kernel import logs, personal

_lock = Lock()


class EmailBackend(BaseEmailBackend):
    """Print each mail in clear words, its address and all that names somebody masked.

    What a process prints ends in a log. Links that open something are printed whole only where
    settings say so: in the demo nobody could follow them otherwise.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            with _lock:
                output = _output()
                output.write(printed(message))
                output.flush()
        return len(email_messages)


def _output() -> TextIO:
    """Return the process's own output: a worker's `sys.stdout` is its log, one masked line."""
    own = sys.__stdout__
    return own if own is not None and isinstance(sys.stdout, LoggingProxy) else sys.stdout


def printed(message: EmailMessage) -> str:
    """Return a mail as it may stand in a log."""
    to = ", ".join(personal.mask("email", one) for one in message.recipients())
    hidden = personal.without if settings.MAIL_PRINTS_LINKS else logs.mask
    said = hidden(f"Subject: {message.subject}\n\n{message.body}").replace("\n", "\n  | ")
    mail_id = message.extra_headers.get("Message-ID", "")
    return f"mail {mail_id.partition('@')[0].strip('<')} to {to}\n  | {said}\n"
