"""An authority's mailbox: the report as an attachment, under a Message-ID that stays the same."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from office.services.smtp import Line
from oversight.providers import signing
from oversight.providers.carriers import TOO_BIG, Carried, Parcel

PRINTED = "livecompliance.kernel.mails.EmailBackend"
WORDS = (
    "报告编号：{number}\n内容见附件 report.json，SHA-256：{sha256}\n"
    "收到后请回复本邮件并注明受理编号。\n"
)


class Mail:
    """Speaks to the mail server that the office's letters go through."""

    def faults_of(self, endpoint: str) -> str:
        try:
            validate_email(endpoint)
        except ValidationError:
            return "mailbox"
        return ""

    def carry(self, parcel: Parcel) -> Carried:
        """Mail a report; that a mailbox takes it is all that the server can tell."""
        if parcel.size > TOO_BIG:
            return Carried("too_big", is_final=True)
        if settings.EMAIL_BACKEND == PRINTED:  # who has no mail server prints mails: into a log
            return Carried("no_mail_server", is_final=True)
        line = Line()
        fault = line.send(_message(parcel))
        line.close()
        place = "mail:" + parcel.endpoint.rpartition("@")[2]
        if fault is None:
            return Carried(place=place)
        return Carried(fault.words, is_final=fault.is_final, place=place)


def _message(parcel: Parcel) -> EmailMessage:
    stamp, signed = signing.signature(
        parcel.tenant_id,
        parcel.authority_id,
        parcel.secret_version,
        parcel.signing,
        parcel.name,
        parcel.document,
    )
    message = EmailMessage(
        subject=f"[{parcel.number}] {parcel.title}",
        body=WORDS.format(number=parcel.number, sha256=parcel.sha256),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[parcel.endpoint],
        headers={"Message-ID": f"<{parcel.name}@{settings.MAIL_DOMAIN}>"},
    )
    message.attach("report.json", parcel.document.encode(), "application/octet-stream")
    message.attach("signature.txt", f"{parcel.name}\n{stamp}\n{signed}\n", "text/plain")
    for one in parcel.enclosures:
        message.attach(one.name, b"".join(one.pieces()), "application/octet-stream")
    return message
