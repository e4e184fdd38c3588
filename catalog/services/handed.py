"""Files that are handed in as proof: what they may be, and who may open them."""

from catalog import policies
from livecompliance.kernel.actors import Actor
from office import services as office
from office.models import File

KINDS = frozenset({"application/pdf", "image/jpeg", "image/png"})


def _may_open(actor: Actor, _file: File) -> bool:
    return policies.can_file(actor) or policies.can_review(actor)


def purpose_add(name: str) -> None:
    """Let files be kept for a purpose; who files and who reviews may open them."""
    office.file_purpose(name, office.Purpose(kinds=KINDS, may_open=_may_open))
