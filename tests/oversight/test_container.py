"""Signatures by whole numbers alone, and a container of which no byte is free."""

import io
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.rules import container, curve, standalone
from oversight.rules.container import Fault, Writer, members_of

# RFC 8032, section 7.1, tests 1 to 3: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032_hold(public, message, signature):
    key, text, signed = map(bytes.fromhex, (public, message, signature))
    assert curve.is_signed(key, text, signed)
    assert not curve.is_signed(key, text + b"x", signed)
    assert not curve.is_signed(key, text, signed[:32] + bytes(32))


def test_a_signature_whose_number_is_too_large_is_none():
    public, message, signature = (bytes.fromhex(one) for one in VECTORS[1])
    response = int.from_bytes(signature[32:], "little") + curve.L
    assert not curve.is_signed(public, message, signature[:32] + response.to_bytes(32, "little"))


@pytest.mark.parametrize("public", [bytes(31), b"\xff" * 32, bytes.fromhex(VECTORS[0][0])[::-1]])
def test_what_is_no_point_signs_nothing(public):
    assert not curve.is_signed(public, b"", bytes(64))


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_it_agrees_with_a_library_and_with_no_flipped_bit(seed, text, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(text))
    assert curve.is_signed(public, text, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not curve.is_signed(public, text, bytes(signature))


MEMBERS = {"bag/data/a.json": b"{}", "bag/data/b.bin": bytes(range(256)), "bag/empty": b""}


def made(members=None):
    out = io.BytesIO()
    writer = Writer(out.write)
    for name, content in (members or MEMBERS).items():
        writer.add(name, content)
    writer.close()
    return out.getvalue()


def fault_of(body):
    with pytest.raises(Fault) as found:
        members_of(io.BytesIO(body))
    return found.value.code


def test_any_archiver_opens_it():
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        assert archive.testzip() is None
        assert {one: archive.read(one) for one in archive.namelist()} == MEMBERS


def test_a_writer_goes_on_where_another_stopped():
    first, second = io.BytesIO(), io.BytesIO()
    before = Writer(first.write)
    before.add("bag/data/a.json", b"{}")
    after = Writer(second.write, before.members)
    for name in list(MEMBERS)[1:]:
        after.add(name, MEMBERS[name])
    after.close()
    assert first.getvalue() + second.getvalue() == made()


def test_every_single_bit_of_it_counts():
    whole = made()
    for place in range(len(whole) * 8):
        body = bytearray(whole)
        body[place // 8] ^= 1 << place % 8
        with pytest.raises(Fault):
            members_of(io.BytesIO(bytes(body)))


def test_wherever_it_is_cut_it_is_named():
    whole = made()
    for end in range(len(whole)):
        with pytest.raises(Fault):
            members_of(io.BytesIO(whole[:end]))


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "bag/../../x", "bag\\x", "bag//x", "bag/", "C:x", "包/x", ".x", ""],
)
def test_no_name_leads_out(name):
    with pytest.raises(ValueError, match="no name"):
        Writer(io.BytesIO().write).add(name, b"")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name or "x" * 300, b"")
    assert fault_of(out.getvalue()) in {"bad_name", "header"}


def foreign(compression=zipfile.ZIP_STORED, mode=0o100644, content=b"0" * 100, names=("a",)):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name in names:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr, info.compress_type = mode << 16, compression
            info.flag_bits = 0x800
            archive.writestr(info, content)
    return out.getvalue()


def test_what_is_compressed_is_not_unpacked():
    assert fault_of(foreign(zipfile.ZIP_DEFLATED, content=b"0" * 10_000_000)) == "compressed"


def test_a_link_is_named():
    whole = bytearray(made())
    at = whole.index(container.CENTRAL)
    whole[at + 38 : at + 42] = (0o120777 << 16).to_bytes(4, "little")
    assert fault_of(bytes(whole)) == "link"


def test_a_name_that_is_there_twice_is_named_whatever_its_case():
    one = io.BytesIO()
    writer = Writer(one.write)
    writer.add("bag/a", b"1")
    writer.add("bag/A", b"2")
    writer.close()
    assert fault_of(one.getvalue()) == "twice"


def test_bytes_before_and_behind_are_named():
    assert fault_of(b"MZ" + made()) == "no_directory"
    assert fault_of(made() + b"\x00") == "behind"
    assert fault_of(b"") == "cut_short"


def test_no_two_modules_of_the_single_file_use_one_name_for_two_things():
    compiled = compile(standalone.program(), "verify.py", "exec")
    names = [one for one in compiled.co_names if not one.startswith("__")]
    assert "verify_inclusion" in names
    seen: dict[str, str] = {}
    for module in standalone.MODULES:
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) == module.__name__:
                assert seen.setdefault(name, module.__name__) == module.__name__, name
    assert b"from oversight" not in standalone.program()
    assert b"from ledger" not in standalone.program()
