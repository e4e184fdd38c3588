"""Signing in at an authority's own issuer: one way begun, ended once, and who came by it.

Authorization code with PKCE, state and nonce (OpenID Connect Core, RFC 7636, RFC 9207). Nobody
becomes somebody by it but a person of the issuer's own authority.
"""

import hashlib
import logging
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import User
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, NotFound
from portal.models import Issuer, OutsideLogin
from portal.rules import claims as rules
from portal.rules.claims import OLDEST_S, Expected
from portal.services.discovery import claims_of, known_of, token_of
from portal.services.issuer import subject_digest

log = logging.getLogger(__name__)
KEPT, MOST_WAYS = "portal_ways", 5
LONGEST_CODE = 2_000


class NotLetIn(Forbidden):
    """The issuer's answer lets nobody in; `fault` says why, to the log and to tests."""

    code = "not_let_in"


@dataclass(frozen=True, slots=True)
class Came:
    """Who came in by his issuer, whether it asked for a second factor, and where he wanted to."""

    user: User
    login: OutsideLogin
    is_strong: bool
    wanted: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser brings back from an issuer."""

    state: str
    code: str
    issuer: str = ""
    error: str = ""


def issuers() -> list[Issuer]:
    """Return the issuers at which people may sign in, by the names of their authorities."""
    found = Issuer.objects.filter(is_active=True).select_related("authority")
    return list(found.order_by("authority__name"))


def issuer_get(issuer_id: UUID) -> Issuer:
    """Return one issuer.

    Raises:
        NotFound: none such, or its sign-in was ended.
    """
    found = Issuer.objects.filter(pk=issuer_id, is_active=True).select_related("authority")
    row = found.first()
    if row is None:
        raise NotFound(_("没有这个登录入口。"))
    return row


def way_begin(session: Any, issuer: Issuer, back: str, wanted: str) -> str:
    """Return where the browser goes to prove who it is; what its answer must fit is kept here.

    Args:
        back: the address to which the issuer sends the browser back: of this issuer alone.
        wanted: the page that was asked for.

    Raises:
        IssuerSilent: the issuer cannot be asked.
    """
    known = known_of(issuer)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _one in range(3))
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    ways: dict[str, Any] = session.get(KEPT, {})
    kept = dict(list(ways.items())[-MOST_WAYS + 1 :])
    way = [str(issuer.pk), nonce, verifier, clock.now().timestamp(), wanted]
    session[KEPT] = {**kept, state: way}
    asked = {
        "response_type": "code",
        "client_id": issuer.client_id,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    join = "&" if urlsplit(known.authorization).query else "?"
    return f"{known.authorization}{join}{urlencode(asked)}"


def way_end(session: Any, issuer: Issuer, answer: Answer, back: str) -> Came:
    """Return who came back from his issuer. A way is gone once, whatever came of it.

    Raises:
        NotLetIn: no way of this browser, another issuer's, too old, refused, gone already, or a
            token that does not hold or names nobody of the authority.
        IssuerSilent: the issuer cannot be asked.
    """
    ways: dict[str, Any] = session.get(KEPT, {})
    way = ways.pop(answer.state, None)
    session[KEPT] = ways
    if way is None:
        raise _refused("state")
    issuer_id, nonce, verifier, began, wanted = way
    now = clock.now().timestamp()
    if issuer_id != str(issuer.pk) or not 0 <= now - began <= OLDEST_S:
        raise _refused("state")
    _answer_require(issuer, answer)
    token = token_of(issuer, answer.code, verifier, back)
    said = claims_of(issuer, token)
    if said is None:
        raise _refused("signature")
    fault = rules.fault_of(said, Expected(issuer.issuer, issuer.client_id, nonce), now)
    if fault:
        raise _refused(fault)
    once = hashlib.sha256(nonce.encode()).hexdigest()
    if not cache.add(f"issuer|{issuer.pk}|once|{once}", 1, OLDEST_S * 2):
        raise _refused("again")
    login = _login(issuer, said)
    return Came(login.user, login, rules.is_strong(said, issuer.strong), wanted)


def _answer_require(issuer: Issuer, answer: Answer) -> None:
    """Refuse an answer of another issuer, and one that says no."""
    says_issuer = known_of(issuer).says_issuer
    if (answer.issuer or says_issuer) and answer.issuer != issuer.issuer:
        raise _refused("issuer")
    if answer.error or not 0 < len(answer.code) <= LONGEST_CODE:
        raise _refused("cancelled" if answer.error == "access_denied" else "refused")


@transaction.atomic
def _login(issuer: Issuer, said: rules.Claims) -> OutsideLogin:
    """Return the login of whom a token names, of the issuer's authority and no other."""
    if not rules.is_of(said, issuer.authority_claim, issuer.authority_value):
        raise _refused("authority")
    subject = subject_digest(issuer, said["sub"])
    known = OutsideLogin.objects.select_related("user").filter(issuer=issuer, subject=subject)
    row = known.first() or _first(issuer, said, subject)
    if not row.user.is_active or row.user.authority_id != issuer.authority_id:
        raise _refused("person")
    return row


def _first(issuer: Issuer, said: rules.Claims, subject: bytes) -> OutsideLogin:
    """Bind a subject to the person who is entered under its login, the first time it comes."""
    name = rules.login_of(said, issuer.login_claim, issuer.login_prefix)
    user = accounts.user_named(name)
    if user is None:
        user = _enrolled(issuer, said, name)
    if user.authority_id != issuer.authority_id or not user.is_active:
        raise _refused("person")
    try:
        with transaction.atomic():
            return OutsideLogin.objects.create(
                issuer=issuer, subject=subject, user=user, since=clock.now()
            )
    except IntegrityError:
        raise _refused("bound") from None  # he is another subject there already


def _enrolled(issuer: Issuer, said: rules.Claims, name: str) -> User:
    """Enter somebody of whom nobody has heard, where the authority wished for that."""
    claim, value = issuer.authority_claim, issuer.authority_value
    if not name or not rules.may_enrol(said, name, claim, value, issuer.enrol_pattern):
        raise _refused("unknown")
    called = said.get("name")
    user = User(
        username=name,
        display_name=called[:60] if isinstance(called, str) else "",
        authority=issuer.authority,
    )
    user.set_unusable_password()
    user.save()
    return user


def login_stands(login_id: str, began: float) -> bool:
    """Tell whether somebody who came in by his issuer at an instant still may be in."""
    at = datetime.fromtimestamp(began, tz=clock.SHANGHAI)
    found = OutsideLogin.objects.filter(pk=login_id, issuer__is_active=True)
    return found.filter(Q(ended_at=None) | Q(ended_at__lt=at)).exists()


def login_end(*, issuer: Issuer, token: str) -> None:
    """End every sign-in of whom an issuer names (OpenID Connect Back-Channel Logout).

    Raises:
        NotLetIn: a token that does not hold. IssuerSilent: its keys cannot be had.
    """
    said = claims_of(issuer, token)
    expected = Expected(issuer.issuer, issuer.client_id)
    fault = "signature" if said is None else rules.logout_fault_of(said, expected, _now())
    if said is None or fault:
        raise _refused(fault)
    subject = subject_digest(issuer, said["sub"])
    OutsideLogin.objects.filter(issuer=issuer, subject=subject).update(ended_at=clock.now())


def _now() -> float:
    return clock.now().timestamp()


def _refused(fault: str) -> NotLetIn:
    log.warning("nobody is let in by an issuer: %s", fault)
    said = {
        "cancelled": _("您在统一身份认证中取消了登录。"),
        "state": _("这次登录已经用过、已经过期，或者不是从这个浏览器开始的。请重新登录。"),
        "unknown": _("统一身份认证认得您，但您的账号还没有由主管部门登记。请与本单位管理员联系。"),
    }
    return NotLetIn(
        said.get(fault, _("统一身份认证的答复没有通过核对，不能登录。请重试，或用密码登录。")),
        fault=fault,
    )
