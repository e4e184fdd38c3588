"""The picture of a version, for whoever watches: read from what the platform's key stored."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from stage import policies, selectors

IMAGES = "image/"


@transaction.atomic
def picture_open(*, actor: Actor, version_id: UUID) -> office.Opened:
    """Open the picture of a version that was stored here by the platform's system.

    Raises:
        Forbidden: the actor does not watch over the tenant.
        NotFound: no such version, no file, or one that is no picture or somebody's own.
    """
    policies.require_see(actor)
    version = selectors.version_get(actor, version_id)
    if version.file_id is None:
        raise NotFound(_("这个版本没有存放在这里的图片。"))
    product = system_actor(version.tenant_id)
    with acting(product):
        opened = office.file_open(actor=product, file_id=version.file_id)
    if not opened.file.kind.startswith(IMAGES):
        raise NotFound(_("这个版本没有存放在这里的图片。"))
    return opened
