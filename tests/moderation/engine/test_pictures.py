"""A picture on a list is found again in a frame, though it was shrunk or coded anew."""

import pytest

from moderation.engine.pictures import LIKE, Bank, fingerprint

PDQ = "f0f0a5a5" * 8
P64 = "f0f0a5a5c3c31234"


def turned(digest: str, bits: int) -> str:
    """Return a fingerprint in which so many bits are other."""
    value = int(digest, 16)
    for place in range(bits):
        value ^= 1 << (place * 3 % (len(digest) * 4))
    return f"{value:0{len(digest)}x}"


@pytest.mark.parametrize(("algorithm", "digest"), [("pdq", PDQ), ("phash", P64), ("ahash", P64)])
def test_near_ones_are_found_and_strangers_are_not(algorithm, digest):
    bank, most = Bank([(f"{algorithm}:{digest}", "one")]), LIKE[algorithm][1]
    assert bank.find({algorithm: turned(digest, most)}) == ("one", algorithm, most)
    assert bank.find({algorithm: turned(digest, most + 1)}) is None
    assert bank.find({"md5": digest}) is None


def test_of_several_near_ones_the_nearest_is_named():
    bank = Bank([(f"phash:{turned(P64, 4)}", "far"), (f"phash:{turned(P64, 1)}", "near")])
    assert bank.find({"phash": P64}).id == "near"


def test_exact_fingerprints_must_be_equal():
    digest = "ab" * 32
    bank = Bank([(f"SHA256:{digest.upper()}", "one")])
    assert bank.find({"sha256": digest}).id == "one"
    assert bank.find({"sha256": "ac" * 32}) is None


@pytest.mark.parametrize(
    "value",
    ["", "phash", "phash:", "phash:xyz", f"phash:{P64}00", "nohash:abcd", f"pdq:{'0' * 64}",
     f"phash:{'f' * 16}", "phash:" + "\u0661" * 16, f"phash:{'0' * 15}1"],
)  # fmt: skip
def test_what_is_no_fingerprint_or_a_picture_of_one_shade_is_none(value):
    assert fingerprint(value) == ""
    assert Bank([(value, "one")]).find({"phash": "0" * 16, "pdq": "0" * 64}) is None


def test_of_thousands_the_very_one_is_named():
    bank = Bank((f"phash:{value:016x}", str(value)) for value in range(0x123456789, 0x12345A789))
    assert bank.find({"phash": f"{0x12345678A:016x}"}).distance == 0
