"""Files that prove something: licences, reports, receipts. Whoever watches may open them."""

from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from filings import policies
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import selectors as office
from office import services as files
from office.models import File

PURPOSE = "filing"
TAKEN = frozenset({"application/pdf", "image/png", "image/jpeg"})


MOST = 500  # files that one person has kept as evidence


class EvidenceFull(Conflict):
    """Somebody keeps as many files of evidence as one person may."""

    code = "evidence_full"


def may_open(actor: Actor, file: File) -> bool:
    """Whoever may see the platform's filings may open what proves them."""
    return policies.can_see(actor)


def evidence_store(*, actor: Actor, stream: BinaryIO, name: str) -> File:
    """Keep a file that proves something.

    Raises:
        Forbidden: only those who keep filings, or sign, may.
        Invalid: not what its name says, or made to do harm.
        TooLarge: more than is taken.
        EvidenceFull: he keeps as many already as one person may.
    """
    policies.require_prove(actor)
    if office.file_list(actor).filter(purpose=PURPOSE).count() >= MOST:
        raise EvidenceFull(_("你保存的证明材料已达上限，请联系管理员。"))
    return files.file_store(actor=actor, stream=stream, name=name, purpose=PURPOSE)


def evidence_of(actor: Actor, file_id: UUID | None) -> UUID | None:
    """Return the id of a file that was kept as evidence in the tenant.

    Raises:
        NotFound: no such file in the tenant.
        Invalid: it was kept for something else.
    """
    if file_id is None:
        return None
    if office.file_get(actor, file_id).purpose != PURPOSE:
        raise Invalid(_("这个文件不是作为证明材料上传的。"), field="file")
    return file_id


files.file_purpose(PURPOSE, files.Purpose(kinds=TAKEN, may_open=may_open))
