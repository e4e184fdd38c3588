"""One connection to the mail server for several mails; what it says, in words without addresses."""

from smtplib import SMTPException, SMTPRecipientsRefused
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

TIMEOUT_S = 15
PERMANENT = 500  # RFC 5321, section 4.2.1: what begins with 5 will not change by asking again
FAULTS = (SMTPException, OSError, ValueError)  # the last: a header that cannot hold what it should


class Fault(NamedTuple):
    """Why a mail did not leave; a server's own words may hold an address, so its kind only."""

    words: str
    is_final: bool = False


class Line:
    """A connection that is opened once. A server that is away is asked once, not for every mail."""

    def __init__(self) -> None:
        speaks_smtp = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
        self._connection = get_connection(timeout=TIMEOUT_S) if speaks_smtp else get_connection()
        self._away: Fault | None = None

    def send(self, message: EmailMessage) -> Fault | None:
        """Send one mail; return what went wrong, or None once the server has taken it."""
        self._away = self._away or self._connect()
        if self._away is not None:
            return self._away
        message.connection = self._connection
        try:
            message.send()
        except FAULTS as fault:
            self.close()
            return Fault(type(fault).__name__, is_final=_is_final(fault))
        return None

    def _connect(self) -> Fault | None:
        try:
            self._connection.open()  # nothing, when it is open
        except FAULTS as fault:
            return Fault(type(fault).__name__)
        return None

    def close(self) -> None:
        """Say goodbye; a server that does not answer that has taken its mails all the same."""
        try:
            self._connection.close()
        except (SMTPException, OSError):
            return


def _is_final(fault: Exception) -> bool:
    """Tell whether asking again is no use: nobody lives there, or the mail cannot be written."""
    if isinstance(fault, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in fault.recipients.values())
    return isinstance(fault, ValueError)
