"""Anybody keeps a checkpoint and checks it later: text, tiles and proofs, and never a word."""

import base64
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from accounts import services as accounts
from ledger import merkle, notes, services
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting

pytestmark = pytest.mark.django_db
RECORD = "/p/harbour/record/"


@pytest.fixture
def entries(harbour, as_lin):
    """Return 300 sealed entries, in two checkpoints."""
    acts = [{"action": "x.y_done", "subject": ("room", str(one))} for one in range(150)]
    written = []
    for _ in range(2):
        with transaction.atomic():
            written += services.entries_append(actor=as_lin, acts=acts)
        services.entries_seal(actor=as_lin)
    return written


@pytest.fixture
def few(as_lin):
    """Return two sealed entries."""
    acts = [{"action": "x.y_done", "subject": ("room", str(one))} for one in range(2)]
    with transaction.atomic():
        written = services.entries_append(actor=as_lin, acts=acts)
    services.entries_seal(actor=as_lin)
    return written


def asked(path):
    return Client().get(RECORD + path)


def tree(note):
    return notes.checkpoint_parse(notes.note_parse(note).text)


def raw(words):
    return [base64.b64decode(one) for one in words]


def test_the_newest_checkpoint_is_signed_by_the_key_that_is_published(entries):
    answer = asked("checkpoint")
    [word] = asked("key").content.decode().splitlines()
    name, public = notes.public_of(word)

    note = notes.note_parse(answer.content.decode())

    assert notes.signed_by(note, {name: [public]}) == name
    assert notes.checkpoint_parse(note.text).size >= 300
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


def test_an_older_checkpoint_is_given_by_its_size_and_may_be_kept(entries):
    size = tree(asked("checkpoint").content.decode()).size - 150

    answer = asked(f"checkpoint?size={size}")

    assert tree(answer.content.decode()).size == size
    assert "max-age=31536000" in answer["Cache-Control"]
    assert asked(f"checkpoint?size={size - 1}").status_code == 404


def test_an_entry_is_proved_to_whoever_has_its_id(entries):
    told = asked(f"inclusion?entry={entries[7].pk}").json()
    seen = tree(told["checkpoint"])

    leaf, *proof = raw([told["leaf_hash"], *told["hashes"]])

    assert leaf == bytes(entries[7].leaf_hash)
    assert merkle.verify_inclusion(leaf, told["index"], told["size"], proof, seen.root)
    assert seen.size == told["size"]


def test_the_record_is_proved_to_begin_as_it_was(entries):
    size = tree(asked("checkpoint").content.decode()).size
    told = asked(f"consistency?from={size - 150}").json()

    old, new = map(tree, told["checkpoints"])

    assert (old.size, new.size) == (size - 150, size)
    proof = raw(told["hashes"])
    assert merkle.verify_consistency(old.size, old.root, new.size, new.root, proof)


def test_the_tree_can_be_built_anew_from_its_tiles(entries):
    newest = tree(asked("checkpoint").content.decode())
    rest = newest.size - 256

    whole = asked("tile/0/000")
    body = whole.content + asked(f"tile/0/001.p/{rest}").content

    peaks = merkle.Peaks()
    for at in range(0, len(body), 32):
        peaks.add(body[at : at + 32])
    assert (peaks.size, peaks.root()) == (newest.size, newest.root)
    assert asked("tile/1/000.p/1").content == merkle.perfect_root(
        [whole.content[at : at + 32] for at in range(0, len(whole.content), 32)]
    )
    assert "max-age=31536000" in whole["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["tile/0/001", "tile/0/002.p/1", "tile/0/000.p/0", "tile/0/000.p/257", "tile/9/000", "tile/0/0",
     "tile/0/x", "tile/0/x001/000", "tile/0/" + "x001/" * 30 + "000", "tile/0/../key",
     "checkpoint?size=7", "checkpoint?size=999999999999999999", f"inclusion?entry={uuid4()}",
     "tile/99999999999999999999/000", "nothing"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(few, path):
    answer = asked(path)

    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["checkpoint?size=x", "checkpoint?size=-1", "checkpoint?size=" + "9" * 30,
     "checkpoint?size=\u0661", "inclusion",
     "inclusion?entry=x", "consistency", "consistency?from=0",
     "consistency?from=%00"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(few, path):
    answer = asked(path)

    assert answer.status_code in (404, 422)
    assert answer.json()["detail"]


def test_another_platforms_entry_is_not_there(few, outsider):
    with acting(outsider), transaction.atomic():
        entry = services.entry_append(actor=outsider, action="x.y", subject=("room", "1"))
        services.entries_seal(actor=outsider)

    assert asked(f"inclusion?entry={entry.pk}").status_code == 404
    assert asked("checkpoint?size=1").status_code == 404


def test_nothing_can_be_written(few):
    for name in ("checkpoint", "key", "tile/0/000", "inclusion", "consistency"):
        assert Client().post(RECORD + name).status_code == 405


def test_what_a_suspended_platform_did_is_still_proved(few, harbour):
    product = system_actor(harbour.pk)
    with acting(product):
        accounts.tenant_suspend(actor=product, reason="x")

    assert asked("checkpoint").status_code == 200
    assert Client().get("/p/harbour/checkpoint").status_code == 503


def test_unknown_platforms_are_not_there(harbour):
    assert Client().get("/p/nobody/record/checkpoint").status_code == 404


def test_before_the_first_seal_the_page_says_so(elsewhere):
    page = Client().get("/p/elsewhere/checkpoint").content.decode()

    assert "还没有检查点" in page
    assert Client().get("/p/elsewhere/record/checkpoint").status_code == 404


@pytest.mark.parametrize(
    ("tongue", "words"), [("", "最新检查点"), ("?lang=en", "Newest checkpoint")]
)
def test_the_page_shows_the_newest_checkpoint_and_how_to_keep_it(few, tongue, words):
    page = Client().get(f"/p/harbour/checkpoint{tongue}").content.decode()

    newest = tree(asked("checkpoint").content.decode())
    assert words in page
    assert newest.root.hex() in page
    assert asked("key").content.decode().strip() in page


@pytest.mark.parametrize("setting", ["SEAL_KEY_FILE", "SEAL_OLD_KEYS"])
def test_while_no_key_can_be_read_the_record_is_still_shown(few, settings, tmp_path, setting):
    wrong = {"SEAL_KEY_FILE": tmp_path / "absent.pem", "SEAL_OLD_KEYS": ["no key"]}
    setattr(settings, setting, wrong[setting])

    assert asked("checkpoint").status_code == 200
    assert asked("key").status_code == 503
    page = Client().get("/p/harbour/checkpoint?lang=en")
    assert page.status_code == 200
    assert tree(asked("checkpoint").content.decode()).root.hex() in page.content.decode()
