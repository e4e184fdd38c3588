"""Which issuer an authority's people sign in at: entered and ended by whoever runs the product."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Authority
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.origins import url_host
from portal.models import Issuer

MOST_STRONG = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """How an authority's sign-in is asked, and what of its answers is believed."""

    issuer: str
    client_id: str
    secret: str
    login_claim: str = "preferred_username"
    login_prefix: str = ""
    authority_claim: str = ""
    authority_value: str = ""
    strong: Collection[str] = ()
    enrol_pattern: str = ""


@transaction.atomic
def issuer_enter(*, authority: Authority, wish: Wish) -> Issuer:
    """Enter where an authority's people sign in; what stood before ends, and who is in by it.

    For whoever runs the product, not for tenants.

    Raises:
        Invalid: no https address, no client, no secret, or people would be entered whom no claim
            places in the authority.
    """
    _checked(wish)
    issuer_end(authority=authority)
    found = uuid7()
    return Issuer.objects.create(
        id=found,
        authority=authority,
        issuer=wish.issuer,
        client_id=wish.client_id,
        secret_sealed=crypto.seal(_key(found), wish.secret.encode(), _bound(found)),
        login_claim=wish.login_claim,
        login_prefix=wish.login_prefix,
        authority_claim=wish.authority_claim,
        authority_value=wish.authority_value,
        strong=sorted(set(wish.strong)),
        enrol_pattern=wish.enrol_pattern,
        changed_at=clock.now(),
    )


def _checked(wish: Wish) -> None:
    schemes = ("https://", "http://") if settings.ALLOW_PRIVATE_WEBHOOKS else ("https://",)
    is_address = wish.issuer.startswith(schemes) and url_host(wish.issuer) is not None
    if not is_address or len(wish.issuer) > 300 or {"?", "#"} & set(wish.issuer):
        raise Invalid(_("请填写以 https:// 开头的签发方地址。"), field="issuer")
    if not wish.client_id or not wish.secret or not wish.login_claim:
        raise Invalid(_("请填写客户端编号、密钥和登录名声明。"), field="client_id")
    if bool(wish.authority_claim) != bool(wish.authority_value):
        raise Invalid(_("主管部门声明与其取值须一起填写。"), field="authority_claim")
    if wish.enrol_pattern and not (wish.authority_claim and _is_pattern(wish.enrol_pattern)):
        raise Invalid(_("自动登记须有主管部门声明和一条有效的登录名规则。"), field="enrol_pattern")
    if len(set(wish.strong)) > MOST_STRONG:
        raise Invalid(_("视为双因素的取值太多。"), field="strong")


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return len(text) <= 120


@transaction.atomic
def issuer_end(*, authority: Authority) -> int:
    """End the sign-in of an authority, and every session begun by it. Twice is once."""
    standing = Issuer.objects.filter(authority=authority, is_active=True)
    return standing.update(is_active=False, changed_at=clock.now())


def secret_of(issuer: Issuer) -> str:
    """Return the secret by which we are known to an issuer."""
    key = _key(issuer.pk)
    return crypto.unseal(key, bytes(issuer.secret_sealed), _bound(issuer.pk)).decode()


def subject_digest(issuer: Issuer, subject: str) -> bytes:
    """Return what a subject is known by: nobody without our key tries subjects against it."""
    return crypto.keyed_digest(_key(issuer.pk), f"{issuer.issuer}|{subject}".encode())


def _key(issuer_id: UUID) -> bytes:
    return crypto.keyring().derive(f"issuer|{issuer_id}")


def _bound(issuer_id: UUID) -> bytes:
    return f"portal.issuer|secret_sealed|{issuer_id}".encode()
