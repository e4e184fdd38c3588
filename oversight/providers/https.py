"""An authority's interface: one signed POST, by the client that reaches no inner network."""

import base64
import json
from http import HTTPStatus

from django.conf import settings

from livecompliance.kernel import outbound
from livecompliance.kernel.outbound_address import Refused, parsed
from oversight.providers import signing
from oversight.providers.carriers import TOO_BIG, Carried, Parcel

TOTAL_S = 30.0
LONGEST_RECEIPT = 80
LATER = frozenset({408, 425, 429})  # what the receiver asks to be tried again


class Https:
    """Signs as Standard Webhooks does; `webhook-id` and `Idempotency-Key` stay the same."""

    def faults_of(self, endpoint: str) -> str:
        try:
            parsed(endpoint)
        except Refused:
            return "url"
        is_https = endpoint.startswith("https://")
        return "" if is_https or settings.ALLOW_PRIVATE_WEBHOOKS else "url"

    def carry(self, parcel: Parcel) -> Carried:
        """POST a report with its enclosures; 2xx is taken, with the receipt of the answer."""
        if parcel.size > TOO_BIG:
            return Carried("too_big", is_final=True)
        body = _body(parcel)
        stamp, signed = signing.signature(
            parcel.tenant_id,
            parcel.authority_id,
            parcel.secret_version,
            parcel.signing,
            parcel.name,
            body,
        )
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "live-compliance-reports/1",
            "Idempotency-Key": parcel.name,
            "webhook-id": parcel.name,
            "webhook-timestamp": stamp,
            "webhook-signature": signed,
        }
        request = outbound.Request("POST", parcel.endpoint, body.encode(), headers)
        bounds = outbound.Bounds(total_s=TOTAL_S, ports=frozenset(settings.WEBHOOK_PORTS))
        try:
            answer = outbound.fetch(request, bounds)
        except Refused as refusal:
            return Carried(str(refusal)[:120])
        return _carried(answer)


def _body(parcel: Parcel) -> str:
    files = [
        {
            "name": one.name,
            "sha256": one.sha256,
            "content": base64.b64encode(b"".join(one.pieces())).decode(),
        }
        for one in parcel.enclosures
    ]
    said = {"type": "report", "number": parcel.number, "document": parcel.document, "files": files}
    return json.dumps(said, ensure_ascii=False)


def _carried(answer: outbound.Answer) -> Carried:
    place = answer.hops[-1].origin
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Carried(receipt=_receipt(answer.body), place=place)
    is_final = HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Carried(
        f"HTTP {answer.status}", is_final=is_final and answer.status not in LATER, place=place
    )


def _receipt(body: bytes) -> str:
    """Return the receipt's number that an answer gives; "" when it gives none."""
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    found = said.get("receipt") if isinstance(said, dict) else None
    is_one = isinstance(found, str) and 0 < len(found) <= LONGEST_RECEIPT and found.isprintable()
    return str(found) if is_one else ""
