"""HTTP API of files: a body is kept under a name; it leaves by a ticket, once."""

import io
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.exceptions import BodyBroken, Invalid, TooLarge
from office import policies, selectors, services
from office.models import File
from office.services import images, kinds, shelf, upload, zips

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

NAME = OpenApiParameter(
    "Content-Disposition",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description=gettext_lazy("文件名，RFC 6266：attachment; filename*=UTF-8''a.csv"),
)
FORMS = ("multipart/", "application/x-www-form-urlencoded")
VALID_S = int(services.TICKET_VALID.total_seconds())


@extend_schema_serializer(component_name="File")
class FileOutput(serializers.Serializer[Any]):
    """A file that was kept; `sha256` is of what is kept, which for images was drawn anew."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="FileTicket")
class TicketOutput(serializers.Serializer[Any]):
    """Fetches one file, once, within `valid_s` seconds; its text is shown this once."""

    ticket = serializers.CharField()
    path = serializers.CharField()
    valid_s = serializers.IntegerField()


class FilesApi(Api):
    """POST /api/v1/files -- look at a file (type, size, archives, pixels, viruses) and keep it."""

    tag = "files"
    scope = "files.write"
    refusals = {
        "POST": (
            Invalid, shelf.ShelfFull, BodyBroken, kinds.WrongKind, zips.Bomb, zips.BadArchive,
            images.PixelFlood, images.BadImage, upload.Infected,
        )
    }  # fmt: skip

    @extend_schema(
        operation_id="file_store",
        summary=gettext_lazy("存入一个文件"),
        parameters=[NAME],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={201: FileOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_keep_files(self.actor)
        stream, name = body_of(request._request)
        file = services.shelf_store(actor=self.actor, stream=stream, name=name)
        return self.answer(FileOutput(said_of(file)).data, 201)


class FileTicketApi(Api):
    """POST /api/v1/files/{file_id}/tickets -- let the caller fetch one file, once."""

    tag = "files"
    scope = "files.read"

    @extend_schema(
        operation_id="file_ticket_issue",
        summary=gettext_lazy("发一张取文件的票"),
        request=None,
        responses={201: TicketOutput},
    )
    def post(self, request: Request, file_id: UUID) -> Response:
        text = services.file_ticket_issue(actor=self.actor, file_id=file_id)
        path = f"/api/v1/files/tickets/{text}"
        answer = {"ticket": text, "path": path, "valid_s": VALID_S}
        return self.answer(TicketOutput(answer).data, 201)


class FileTakeApi(Api):
    """GET /api/v1/files/tickets/{ticket} -- fetch the file of a ticket, and use the ticket up."""

    tag = "files"
    scope = "files.read"

    @extend_schema(
        operation_id="file_fetch",
        summary=gettext_lazy("凭票取出文件"),
        responses={(200, "*/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, ticket: str) -> HttpResponseBase:
        opened = services.file_ticket_use(actor=self.actor, text=ticket)
        file = opened.file
        return download_of(opened.pieces(), name=opened.name, kind=file.kind, size=file.size)


def said_of(file: File) -> dict[str, Any]:
    """Return what a program is told of a file."""
    return {
        "id": file.pk,
        "name": selectors.file_name(file),
        "kind": file.kind,
        "size": file.size,
        "sha256": bytes(file.sha256 or b"").hex(),
        "created_at": file.created_at,
        "expires_at": file.expires_at,
    }


def body_of(request: HttpRequest) -> tuple[BinaryIO, str]:
    """Return a request's body, unread, and the name that goes with it.

    Raises:
        UnsupportedMediaType: a form; the body itself must be the file.
        Invalid: no name, or a name that cannot be read; or it does not say how long it is.
        TooLarge: it says that it is more than one file may be.
    """
    if (request.content_type or "").startswith(FORMS):
        raise UnsupportedMediaType(request.content_type or "")
    name = name_in(request.headers.get("Content-Disposition", ""))
    return read_body(request, shelf.MOST_OF_ONE), name


def read_body(request: HttpRequest, most: int) -> BinaryIO:
    """Return a request's body, unread.

    Raises:
        Invalid: it does not say how long it is.
        TooLarge: it says that it is more than `most` bytes.
    """
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise Invalid(_("请写明 Content-Length，不接受分块传输。"), field="file")
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > most:
        raise TooLarge(_("文件过大，最多 %(size)s MB。") % {"size": most >> 20}, field="file")
    return cast(BinaryIO, io.BufferedReader(Body(request, length)))


def name_in(header: str) -> str:
    """Return the file name that a header gives.

    Raises:
        Invalid: it gives none, or in letters that nobody knows.
    """
    try:
        name = parse_header_parameters(_as_written(header))[1].get("filename", "")
    except (LookupError, ValueError):
        name = ""
    if not name:
        raise Invalid(_("请在 Content-Disposition 里写明文件名。"), field="name")
    return name


def _as_written(header: str) -> str:
    """Return a header as UTF-8 where it is: `curl` sends a Chinese name just as it was typed."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


class Body(io.RawIOBase):
    """A body as it arrives. One that ends before its time is no file."""

    def __init__(self, request: HttpRequest, length: int) -> None:
        self._request, self._left = request, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer).cast("B")
        try:
            piece = self._request.read(len(target))
        except OSError:
            piece = b""
        self._left -= len(piece)
        if not piece and self._left > 0:
            raise BodyBroken(_("上传中断，文件没有收完，请重新上传。"))
        target[: len(piece)] = piece
        return len(piece)
