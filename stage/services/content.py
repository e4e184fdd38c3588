"""What a version holds: sealed, with keyed digests by which it is known again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from livecompliance.kernel import crypto
from stage.models import ElementVersion

PURPOSE = "stage.element"


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be shown: words, or a picture by digest, address or file, or both.

    Args:
        text: the words, or what can be read on the picture.
        image_sha256: digest of the picture's bytes.
        image_url: its address on the platform, by which events on air name it.
        file_id: a file that was stored here.
        labels: what the platform's own vision says of it: `{"name", "score"}`.
        is_declared: whoever hands it in declares that it keeps to the law.
    """

    text: str = ""
    image_sha256: str = ""
    image_url: str = ""
    file_id: UUID | None = None
    labels: Sequence[Mapping[str, Any]] = field(default_factory=list)
    is_declared: bool = False

    @property
    def has_image(self) -> bool:
        return bool(self.image_sha256 or self.image_url or self.file_id)


def digest_of(tenant_id: UUID, words: str) -> str:
    """Return the keyed digest of words or of an address; "" of nothing, blanks apart."""
    bare = " ".join(words.split())
    if not bare:
        return ""
    key = crypto.keyring().derive(f"{PURPOSE}|{tenant_id}")
    return crypto.keyed_digest(key, bare.encode()).hex()


def seal(version: ElementVersion, content: Content) -> None:
    """Put the words and the address into a version that has its id and tenant."""
    plain = json.dumps({"text": content.text, "url": content.image_url}, ensure_ascii=False)
    context = crypto.place(version, "content_sealed")
    version.content_sealed = crypto.keyring().wrap(plain.encode(), context)
    version.text_digest = digest_of(version.tenant_id, content.text)
    version.address_digest = digest_of(version.tenant_id, content.image_url)
    version.image_sha256 = content.image_sha256
    version.file_id = content.file_id


def is_same(version: ElementVersion, tenant_id: UUID, content: Content) -> bool:
    """Tell whether a version holds just this."""
    return (
        version.text_digest == digest_of(tenant_id, content.text)
        and version.address_digest == digest_of(tenant_id, content.image_url)
        and version.image_sha256 == content.image_sha256
        and version.file_id == content.file_id
    )
