"""Ed25519 signatures are checked with nothing but whole numbers (RFC 8032, section 5.1.7).

Slow by the measure of libraries, a hundredth of a second each, and enough for a few. Only for
what is public: it takes no care to hide how long it takes.
"""

from __future__ import annotations

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # x, y, z, and x * y / z: the first two are times z


def _add(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point = _add(point, point)
        number >>= 1
    return found


def _x_of(y: int, sign: int) -> int:
    """Return the x that belongs to a y; -1 when there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return -1 if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return -1
    return P - x if x & 1 != sign else x


def _point(raw: bytes) -> Point:
    """Read a point as it is written.

    Raises:
        ValueError: it is none, or is written in another way than the one there is.
    """
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign) if y < P else -1
    if x < 0:
        raise ValueError("not a point of the curve")
    return (x, y, 1, x * y % P)


def _is_same(one: Point, two: Point) -> bool:
    is_x = (one[0] * two[2] - two[0] * one[2]) % P == 0
    return is_x and (one[1] * two[2] - two[1] * one[2]) % P == 0


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = _x_of(_BASE_Y, 0)
BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def is_signed(public: bytes, text: bytes, signature: bytes) -> bool:
    """Return whether a signature (64 bytes) is a key's (32 bytes) over a text. Nothing raises."""
    if len(public) != 32 or len(signature) != 64:
        return False
    try:
        key, nonce = _point(public), _point(signature[:32])
    except ValueError:
        return False
    response = int.from_bytes(signature[32:], "little")
    if response >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + text).digest()
    challenge = int.from_bytes(digest, "little") % L
    return _is_same(_times(response, BASE), _add(nonce, _times(challenge, key)))


def _written(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _secret(seed: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(seed).digest()
    number = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return number, digest[32:]


def key_of_seed(seed: bytes) -> bytes:
    """Return the public key (32 bytes) that belongs to a secret seed (32 bytes)."""
    return _written(_times(_secret(seed)[0], BASE))


def sign_with(seed: bytes, text: bytes) -> bytes:
    """Return the signature of a seed's key over a text. How long it takes tells of the seed to
    whoever can measure it closely: for a reference, not for a key that much depends on."""
    number, prefix = _secret(seed)
    public = key_of_seed(seed)
    nonce = int.from_bytes(hashlib.sha512(prefix + text).digest(), "little") % L
    point = _written(_times(nonce, BASE))
    digest = hashlib.sha512(point + public + text).digest()
    response = (nonce + int.from_bytes(digest, "little") % L * number) % L
    return point + response.to_bytes(32, "little")
