"""Ask what is granted to somebody of an authority, tenant by tenant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Authority, Grant, Tenant
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from portal.rules.sight import Opened, holds, regions_of
from portal.selectors import words


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person of an authority may look at in one tenant now."""

    tenant: Tenant
    authority: Authority
    grants: tuple[Grant, ...]

    @property
    def opened(self) -> list[Opened]:
        return [Opened(frozenset(one.matters), one.region) for one in self.grants]

    @property
    def matters(self) -> frozenset[str]:
        return frozenset(one for each in self.grants for one in each.matters)

    @property
    def until(self) -> datetime:
        """Return when the last of it ends."""
        return max(one.ends_at for one in self.grants)

    @property
    def matter_names(self) -> list[str]:
        """Return what the matters granted are called, always in the same order."""
        return [str(name) for code, name in words.MATTERS.items() if code in self.matters]

    @property
    def region_said(self) -> str:
        """Say where one may look: everywhere, or in which divisions."""
        found = sorted({one.region for one in self.grants})
        if "" in found:
            return _("不限区域")
        return _("区划 %(codes)s") % {"codes": _("、").join(found)}

    @property
    def domicile(self) -> str:
        return accounts.domicile_of(self.tenant)

    def regions(self, matter: str) -> frozenset[str]:
        """Return where a matter may be looked at.

        Raises:
            Forbidden: it is not granted.
        """
        found = regions_of(self.opened, matter)
        if found is None:
            raise Forbidden(_("这一事项不在授权范围内。"))
        return found

    def require_whole(self, matter: str) -> None:
        """Raise Forbidden unless a matter of the platform as a whole may be looked at: by who may
        look everywhere, or where the platform has its domicile.
        """
        regions = self.regions(matter)
        if not holds(regions, self.domicile or "-") and "" not in regions:
            raise Forbidden(_("平台住所地不在授权区域内，这一页是整个平台的数字。"))


def sights(actor: Actor) -> list[Sight]:
    """Return what the acting regulator may look at, platform by platform."""
    held: dict[Tenant, list[Grant]] = {}
    for grant in accounts.grants_standing(actor):
        held.setdefault(grant.tenant, []).append(grant)
    found = [_sight(tenant, grants) for tenant, grants in held.items()]
    return sorted((one for one in found if one is not None), key=lambda one: one.tenant.name)


def _sight(tenant: Tenant, grants: Iterable[Grant]) -> Sight | None:
    held = tuple(grants)
    authority = held[0].user.authority
    return Sight(tenant, authority, held) if authority is not None else None


def sight_named(found: Iterable[Sight], slug: str) -> Sight:
    """Return what may be looked at in the platform with a slug.

    Raises:
        NotFound: no such platform was granted.
    """
    for one in found:
        if one.tenant.slug == slug:
            return one
    raise NotFound(_("没有这个平台。"))
