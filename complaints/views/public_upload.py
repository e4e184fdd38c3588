"""A file larger than a form may be: the body of a request of its own, with a pass beside it.

The pass is opened and the complaint asked for before a byte of the file is read, so that nobody
without a receipt makes us take anything.
"""

from django.http import HttpRequest

from complaints import selectors, services
from complaints.rules.receipts import Receipt
from complaints.services import attaching
from livecompliance.kernel.actors import Actor
from office.api.files import name_in, read_body

KIND, PASS = "application/octet-stream", "Complaint-Pass"


def is_file(request: HttpRequest) -> bool:
    """Tell whether the body is a file."""
    return request.content_type == KIND


def receipt_of(request: HttpRequest, actor: Actor) -> Receipt:
    """Return the receipt whose pass came with a file.

    Raises:
        NotFound: the pass is none, or its hour is over; or the complaint is not there.
    """
    receipt = services.pass_open(actor.tenant_id, request.headers.get(PASS, ""))
    selectors.complaint_opened(actor, receipt)
    return receipt


def take(request: HttpRequest, actor: Actor, receipt: Receipt) -> None:
    """Read the file and keep it.

    Raises:
        Invalid, TooLarge, BodyBroken, NotNow, EnoughFiles: as they say.
    """
    stream = read_body(request, attaching.MOST_BYTES)
    name = name_in(request.headers.get("Content-Disposition", ""))
    services.attachment_add(actor=actor, receipt=receipt, stream=stream, name=name)
