"""A provider behind a signed JSON contract (docs/development/verification.md).

Both sides sign with one secret: HMAC-SHA256 over "<unix seconds>.<body>". An answer that is not
signed, is older than the window, answers another question, or says more than the contract knows
is no answer.
"""

import hashlib
import hmac
import secrets

import msgspec

from livecompliance.kernel import clock, outbound
from livecompliance.kernel.outbound import Bounds, Hop, Refused, Request
from parties.providers.port import FAILING, PASSING, Question, Result, Setup, Unanswered

WINDOW_S = 300
MOST_BYTES = 16_384
KEY, TIME, SIGNATURE = "LC-Key-Id", "LC-Timestamp", "LC-Signature"
JSON = "application/json"
OK = 200


class Sent(msgspec.Struct, omit_defaults=True):
    """What leaves. `nonce` keeps the recorded digest from being tried against guessed names."""

    version: int
    request_id: str
    nonce: str
    kind: str
    document: str
    country: str
    name: str
    number: str
    mobile: str = ""
    liveness_token: str = ""


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """What may come back."""

    request_id: str
    outcome: str
    reference: str = ""


def ask(setup: Setup, question: Question, within_s: float) -> Result:
    """Ask over HTTPS, and believe only an answer that is signed, fresh and to this question.

    Raises:
        Unanswered: nothing came in time, or nothing that can be believed.
    """
    body = msgspec.json.encode(
        Sent(
            version=1,
            request_id=question.id,
            nonce=secrets.token_urlsafe(18),
            kind=question.kind,
            document=question.document,
            country=question.country,
            name=question.name,
            number=question.number,
            mobile=question.mobile,
            liveness_token=question.token,
        )
    )
    hops: list[Hop] = []
    try:
        answer = outbound.fetch(_request(setup, body), _bounds(within_s), hops.append)
    except Refused:
        raise Unanswered(_why(hops), _digest(hops)) from None
    outcome = _believed(setup, question, answer)
    digests = _digest(hops), hops[-1].answer_sha256
    if outcome in PASSING | FAILING:
        return Result(outcome, *digests)
    raise Unanswered(outcome, *digests)


def _request(setup: Setup, body: bytes) -> Request:
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": JSON,
        "Accept": JSON,
        KEY: setup.key_id,
        TIME: stamp,
        SIGNATURE: signature(setup.secret, stamp, body),
    }
    return Request("POST", setup.url, body, headers)


def _bounds(within_s: float) -> Bounds:
    return Bounds(
        total_s=within_s,
        connect_s=min(2.0, within_s),
        size=MOST_BYTES,
        redirects=0,
        ports=frozenset({443, 8443}),
    )


def signature(secret: bytes, stamp: str, body: bytes) -> str:
    """Return what either side puts beside a body."""
    return "v1=" + hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _digest(hops: list[Hop]) -> str:
    return hops[-1].request_sha256 if hops else ""


def _why(hops: list[Hop]) -> str:
    said = hops[-1].refusal if hops else ""
    return "timeout" if "imeout" in said or "in time" in said else "unreachable"


def _believed(setup: Setup, question: Question, answer: outbound.Answer) -> str:
    """Return the outcome, or why the answer cannot be relied on."""
    if answer.status != OK:
        return "bad_status"
    if not answer.is_whole:
        return "too_large"
    headers = {name.lower().decode("latin-1"): value for name, value in answer.headers}
    stamp = headers.get(TIME.lower(), b"").decode("latin-1")
    signed = headers.get(SIGNATURE.lower(), b"")
    expected = signature(setup.secret, stamp, answer.body).encode()
    if not hmac.compare_digest(signed, expected):
        return "bad_signature"
    if not _is_fresh(stamp):
        return "stale"
    return _read(question, answer.body)


def _is_fresh(stamp: str) -> bool:
    is_number = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12
    return is_number and abs(int(stamp) - clock.now().timestamp()) <= WINDOW_S


def _read(question: Question, body: bytes) -> str:
    try:
        said = msgspec.json.decode(body, type=Said)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "bad_answer"
    if said.request_id != question.id:
        return "bad_answer"
    return said.outcome if said.outcome in PASSING | FAILING else "bad_answer"
