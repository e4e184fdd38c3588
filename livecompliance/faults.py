"""What goes wrong outside of every view: requests that nobody can read, addresses that are none."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import defaults

from livecompliance.api_errors import PROBLEM, problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Next = Callable[[HttpRequest], HttpResponse]
NUL = "\0"
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)


class Readable:
    """Refuse queries, forms and cookies that cannot be decoded or hold a NUL, which no column can.

    Checked once, here, because every page asks the database about something it was given.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            has_nul = any(NUL in word for word in _words(request))
        except RequestDataTooBig:
            return _plain(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        except UNREADABLE:
            has_nul = True
        if has_nul:
            return _plain(request, HTTPStatus.BAD_REQUEST, "unreadable")
        return self.get_response(request)


def _words(request: HttpRequest) -> Iterator[str]:
    """Yield every name and value that came with a request; a body that is no form stays unread."""
    yield from request.COOKIES.values()
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            yield name
            yield from (str(value) for value in values)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(status: HTTPStatus, code: str, detail: str) -> JsonResponse:
    body = problem(status, code, detail)
    return JsonResponse(body, status=status, content_type=PROBLEM)


class _Words(NamedTuple):
    """What happened, what was kept, and what to do; lazily in the language of the page."""

    what: "StrOrPromise"
    kept: "StrOrPromise"
    todo: "StrOrPromise"


WORDS = {
    "too_large": _Words(
        gettext_lazy("提交的内容太大"),
        gettext_lazy("超过 2.5 MB 的表单不会被读取，这次什么都没有保存。"),
        gettext_lazy("请减少内容后重新提交；要上传文件，请使用“文件”页面。"),
    ),
    "unreadable": _Words(
        gettext_lazy("无法读取这次提交的内容"),
        gettext_lazy("其中有无法识别的字符或格式，这次什么都没有保存。"),
        gettext_lazy("请返回上一页，检查输入后重新提交。如果再次出现，请把下面的代码告诉平台。"),
    ),
}


def _plain(request: HttpRequest, status: HTTPStatus, code: str) -> HttpResponse:
    """Say what happened, what was kept and what to do: as a problem, a toast or a page."""
    words = WORDS[code]
    if _is_api(request):
        return _problem(status, code, f"{words.what}：{words.kept}")
    if request.headers.get("HX-Request"):
        error = {"message": f"{words.what}：{words.kept}", "code": code}
        return render(request, "components/_refusal.html", {"error": error}, status=status)
    shown = {"words": words, "code": code, "status": int(status)}
    return render(request, "unread.html", shown, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses to read."""
    if isinstance(exception, RequestDataTooBig):
        return _plain(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
    if isinstance(exception, DisallowedHost):  # whoever came by another name gets no page of ours
        said = f"{WORDS['unreadable'].what} (unreadable)"
        return HttpResponse(said, "text/plain; charset=utf-8", HTTPStatus.BAD_REQUEST)
    return _plain(request, HTTPStatus.BAD_REQUEST, "unreadable")


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """Answer an address that is none."""
    if not _is_api(request):
        return defaults.page_not_found(request, exception)
    return _problem(HTTPStatus.NOT_FOUND, "not_found", _("没有找到。"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a bug: what went wrong is in the log and nowhere else."""
    if not _is_api(request):
        return defaults.server_error(request)
    words = _("服务器内部错误，请稍后重试。")
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", words)
