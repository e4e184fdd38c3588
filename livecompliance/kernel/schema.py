"""How the OpenAPI document describes an operation: in words, and with every refusal it can meet."""

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiWebhook, extend_schema, extend_schema_serializer
from rest_framework import serializers

PROBLEM = "application/problem+json"
MEANINGS: dict[int, Any] = {
    HTTPStatus.BAD_REQUEST: _("请求无法读取。"),
    HTTPStatus.UNAUTHORIZED: _("没有密钥或登录，或它们已失效。"),
    HTTPStatus.FORBIDDEN: _("密钥没有此操作的权限范围，或此人不能这样做。"),
    HTTPStatus.NOT_FOUND: _("没有这个对象，或它属于别的平台。"),
    HTTPStatus.CONFLICT: _("与现状冲突。"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("内容过大。"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("Content-Type 不对。"),
    HTTPStatus.UNPROCESSABLE_ENTITY: _("内容有误。"),
    HTTPStatus.SERVICE_UNAVAILABLE: _("暂时做不到，请稍后再试。"),
    HTTPStatus.TOO_MANY_REQUESTS: _("过于频繁，请在 Retry-After 秒后再试。"),
}
OTHERWISE = _("其他拒绝，例如数据库暂时不可用（503）。")
RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}


class FieldOutput(serializers.Serializer[Any]):
    """One field that is wrong."""

    field = serializers.CharField()
    detail = serializers.CharField()


@extend_schema_serializer(component_name="Problem")
class ProblemOutput(serializers.Serializer[Any]):
    """A refusal (RFC 9457). `code` is stable; `detail` is for people; `clause` is the law's."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    clause = serializers.CharField(allow_null=True)
    errors = FieldOutput(many=True, required=False)  # type: ignore[assignment]
    retry_after = serializers.IntegerField(required=False)


def webhook(topic: str, description: Any, tag: str, message: type[Any]) -> OpenApiWebhook:
    """Describe a topic of the outbox; settings name it in WEBHOOKS."""
    described = extend_schema(
        summary=topic,
        description=description,
        tags=[tag],
        request={"application/json": message},
        responses={"2XX": None},
    )
    return OpenApiWebhook(name=topic, decorator=described)


class Schema(AutoSchema):
    """Reads an Api view: its `tag`, its `refusals`, and what follows from how it is called."""

    def get_tags(self) -> list[str]:
        tag: str = getattr(self.view, "tag", "")
        return [tag] if tag else super().get_tags()

    def get_description(self) -> str:  # type: ignore[override]
        """Return the docstring without the address that it begins with."""
        text: str = super().get_description()
        said = text.rpartition(" -- ")[2]
        return said[:1].upper() + said[1:]

    def get_operation(self, *where: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*where)
        if operation is not None:
            operation["responses"] |= self._refusals(operation)
        return operation

    def _refusals(self, operation: dict[str, Any]) -> dict[str, Any]:
        codes: dict[int, list[str]] = defaultdict(list)
        for status, code in self._codes(operation):
            if code not in codes[status]:
                codes[status].append(code)
        found = {str(int(each)): self._refusal(each, codes[each]) for each in sorted(codes)}
        return found | {"default": self._response(str(OTHERWISE))}

    def _codes(self, operation: dict[str, Any]) -> Iterator[tuple[int, str]]:
        """Yield (status, code) of what can refuse: the address, the caller, the body, the act."""
        given = {one["in"] for one in operation.get("parameters", [])}
        yield HTTPStatus.BAD_REQUEST, "unreadable"
        yield HTTPStatus.UNAUTHORIZED, "unauthenticated"
        yield HTTPStatus.FORBIDDEN, "forbidden"
        if "path" in given:
            yield HTTPStatus.NOT_FOUND, "not_found"
        if "requestBody" in operation:
            yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"
            yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"
        takes_json = "application/json" in operation.get("requestBody", {}).get("content", {})
        if takes_json:
            yield HTTPStatus.BAD_REQUEST, "parse_error"
        if "query" in given or takes_json:
            yield HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"
        if getattr(self.view, "is_counted", False):
            yield HTTPStatus.TOO_MANY_REQUESTS, "rate_limited"
        for refusal in getattr(self.view, "refusals", {}).get(self.method, ()):
            yield refusal.status, refusal.code

    def _refusal(self, status: int, codes: list[str]) -> dict[str, Any]:
        listed = " ".join(f"`{code}`" for code in codes)
        body = self._response(f"{MEANINGS[status]} {listed}")
        is_wait = status == HTTPStatus.TOO_MANY_REQUESTS
        return body | ({"headers": RETRY_AFTER} if is_wait else {})

    def _response(self, description: str) -> dict[str, Any]:
        problem = self.resolve_serializer(ProblemOutput, "response").ref
        return {"content": {PROBLEM: {"schema": problem}}, "description": description}
