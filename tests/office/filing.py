"""Files for tests: stored, fetched, and touched where they lie."""

import io
import zipfile

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from livecompliance.kernel.tenancy import acting
from office import services
from office.models import File
from office.services.parts import storage_of


def store(actor, content: bytes, name: str) -> File:
    with acting(actor), transaction.atomic():
        stream = io.BytesIO(content)
        return services.file_store(actor=actor, stream=stream, name=name, purpose="test")


def fetch(actor, file: File) -> tuple[str, bytes]:
    with acting(actor), transaction.atomic():
        opened = services.file_open(actor=actor, file_id=file.pk)
        return opened.name, b"".join(opened.pieces())


def stored(file: File) -> list[str]:
    folder = f"{file.tenant_id.hex}/{file.pk.hex}"
    return [f"{folder}/{name}" for name in sorted(storage_of().listdir(folder)[1])]


def raw(name: str) -> bytes:
    with storage_of().open(name) as part:
        return part.read()


def put(name: str, content: bytes) -> None:
    storage_of().delete(name)
    storage_of().save(name, ContentFile(content))


def drawn(form="PNG", size=(40, 20), **options) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "red")
    image.putpixel((0, 0), (0, 0, 255))
    image.save(out, form, **options)
    return out.getvalue()


def packed(entries) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def ticket_of(actor, file) -> str:
    with acting(actor), transaction.atomic():
        return services.file_ticket_issue(actor=actor, file_id=file.pk)
