"""The only error family that services may raise on purpose."""

from http import HTTPStatus
from typing import Any


class DomainError(Exception):
    """A refusal the caller can understand and show.

    Subclasses set `code` (stable, machine-readable) and `status` (HTTP).
    `law` is the id of the clause that demands the refusal; `extra` goes into
    the problem document beside it.
    """

    code = "domain_error"
    status = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str, *, law: str | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.law = law
        self.extra = extra


class Invalid(DomainError):
    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Unauthenticated(DomainError):
    code = "unauthenticated"
    status = HTTPStatus.UNAUTHORIZED


class Forbidden(DomainError):
    code = "forbidden"
    status = HTTPStatus.FORBIDDEN


class NotFound(DomainError):
    code = "not_found"
    status = HTTPStatus.NOT_FOUND


class Conflict(DomainError):
    code = "conflict"
    status = HTTPStatus.CONFLICT


class TooLarge(DomainError):
    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class Busy(DomainError):
    """Try again after `retry_after` seconds (in `extra`)."""

    code = "busy"
    status = HTTPStatus.TOO_MANY_REQUESTS


class BodyBroken(DomainError):
    """The client hung up; what arrived is not what it meant to send."""

    code = "incomplete_body"


class Unavailable(DomainError):
    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
