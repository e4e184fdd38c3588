"""Turn refusals into RFC 9457 problem documents. The only place that knows HTTP and errors."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from livecompliance.kernel.exceptions import DomainError

PROBLEM = "application/problem+json"


def problem(
    status: int, code: str, detail: str, *, clause: str | None = None, **extra: Any
) -> dict[str, Any]:
    """Return the body of one problem document."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "clause": clause,
        **extra,
    }


def of_domain(error: DomainError) -> dict[str, Any]:
    """Return the problem document of a refusal."""
    return problem(error.status, error.code, error.message, clause=error.law, **error.extra)


def flat(errors: Any, at: str = "") -> list[dict[str, str]]:
    """Return DRF's nested field errors as a list of {field, detail}."""
    if isinstance(errors, dict):
        return [found for key, value in errors.items() for found in flat(value, f"{at}/{key}")]
    if isinstance(errors, list):
        nested = any(isinstance(each, dict | list) for each in errors)
        return [
            found
            for index, value in enumerate(errors)
            for found in flat(value, f"{at}/{index}" if nested else at)
        ]
    return [{"field": at or "/", "detail": str(errors)}]


def _of_drf(error: drf.APIException) -> dict[str, Any]:
    if isinstance(error, drf.ValidationError):
        return problem(422, "invalid", _("请求内容有误。"), errors=flat(error.detail))
    code = error.get_codes()
    return problem(error.status_code, code if isinstance(code, str) else "error", str(error.detail))


def of(error: Exception) -> dict[str, Any] | None:
    """Return the problem document of any error that is not a bug; None for a bug."""
    if isinstance(error, DomainError):
        return of_domain(error)
    if isinstance(error, Http404):
        return problem(404, "not_found", _("没有找到。"))
    if isinstance(error, PermissionDenied):
        return problem(403, "forbidden", _("没有权限。"))
    if isinstance(error, drf.NotAuthenticated | drf.AuthenticationFailed):
        return problem(401, "unauthenticated", _("需要有效的 API 密钥或登录。"))
    if isinstance(error, drf.APIException):
        return _of_drf(error)
    if isinstance(error, OperationalError | InterfaceError):
        return problem(503, "database_unavailable", _("数据库暂时不可用，请稍后重试。"))
    return None


def headers_of(body: dict[str, Any]) -> dict[str, str]:
    """Return the headers that go with a problem document."""
    headers = {}
    if "retry_after" in body or body["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(body.get("retry_after", 2))
    if body["status"] == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return headers


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler."""
    body = of(error)
    if body is None:
        return None
    set_rollback()
    response = Response(body, status=body["status"], headers=headers_of(body))
    response.content_type = PROBLEM
    return response


def plain(error: Exception) -> JsonResponse | None:
    """Return the same answer for views that are not DRF's; None for a bug."""
    body = of(error)
    if body is None:
        return None
    return JsonResponse(body, status=body["status"], headers=headers_of(body), content_type=PROBLEM)
