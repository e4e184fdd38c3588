"""The closed default of the API."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from livecompliance.kernel.actors import Actor


class HasActor(BasePermission):
    """Refuse any request that authentication gave no actor. Fails closed."""

    def has_permission(self, request: Request, view: object) -> bool:
        return isinstance(request.auth, Actor)
