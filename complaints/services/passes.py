"""What a page carries instead of the receipt's secret, for as long as somebody looks at it."""

import base64
import binascii
import json
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from complaints.rules.receipts import Receipt
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.exceptions import NotFound

PURPOSE = "complaints|pass"
VALID = timedelta(hours=1)


class PassGone(NotFound):
    """The page was open too long, or the pass is none of ours."""

    code = "pass_gone"


def pass_issue(tenant_id: UUID, receipt: Receipt) -> str:
    """Return a receipt sealed for one platform and one hour."""
    until = int((clock.now() + VALID).timestamp())
    plain = json.dumps([until, receipt.number, receipt.secret]).encode()
    sealed = crypto.seal(crypto.keyring().derive(PURPOSE), plain, tenant_id.bytes)
    return base64.urlsafe_b64encode(sealed).decode()


def pass_open(tenant_id: UUID, given: str) -> Receipt:
    """Return the receipt in a pass.

    Raises:
        PassGone: its hour is over, or it is of another platform, or none.
    """
    try:
        sealed = base64.urlsafe_b64decode(given.encode("utf-8", "replace"))
        plain = crypto.unseal(crypto.keyring().derive(PURPOSE), sealed, tenant_id.bytes)
        until, number, secret = json.loads(plain)
    except (crypto.KeyLost, binascii.Error, ValueError) as fault:
        raise PassGone(_gone()) from fault
    if clock.now().timestamp() > until:
        raise PassGone(_gone())
    return Receipt(number, secret)


def _gone() -> str:
    return _("页面打开太久，请再次输入编号和查询码。")
