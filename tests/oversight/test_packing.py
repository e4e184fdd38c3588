"""A broadcast is packed from the command line, and whoever has the file can check it."""

import ast
import gzip
import json
import subprocess
import sys
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight import selectors
from oversight.rules import standalone, verify
from rooms import services as rooms
from tests import builders
from tests.ledger.conftest import superuser
from tests.rooms.conftest import body_of, line

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SAID = "这款茶喝了就能降血压"
CHAT = "我的电话是13800001234"


def on_air(session, *batches):
    actor = system_actor(session.tenant_id)
    for batch in batches:
        with acting(actor):
            rooms.segment_accept(actor=actor, session_id=session.pk, body=body_of(*batch))


@pytest.fixture
def evening(tea_session):
    """A broadcast with two batches, a finding and an end."""
    speech = {"type": "speech", "text": SAID}
    on_air(
        tea_session,
        [line(1, CHAT), line(2, **speech)],
        [line(3), line(4, "打电话13900001111", type="speech")],
    )
    builders.finding(tea_session, at=clock.now())
    builders.end(tea_session)
    return tea_session


def packed(session, path, recipient="court", about="session", **options):
    call_command(
        "evidence_pack", f"--{about}", str(getattr(session, "pk", session)), "--out", str(path),
        "--recipient", recipient, "--for", "海滨市人民法院", "--reason", "案件审理", **options,
    )  # fmt: skip
    return path.read_bytes()


def member(package, ends):
    with zipfile.ZipFile(BytesIO(package)) as archive:
        name = next(one for one in archive.namelist() if one.endswith(ends))
        return archive.read(name)


def lines_of(package, ends=".ndjson.gz"):
    return gzip.decompress(member(package, ends)).splitlines()


@pytest.mark.law("M-cooperate", "O117-evidence-3y")
def test_a_broadcast_packed_from_the_command_line_verifies(evening, tmp_path):
    packed(evening, tmp_path / "a.zip")

    said = StringIO()
    call_command("evidence_verify", str(tmp_path / "a.zip"), stdout=said)
    assert "HOLDS" in said.getvalue()
    assert "2 segments with 4 events (0 withheld" in said.getvalue()


def test_a_court_reads_every_line_as_it_came(evening, tmp_path):
    package = packed(evening, tmp_path / "a.zip")
    heads_and_lines = [json.loads(one) for one in lines_of(package)]
    assert [one["text"] for one in heads_and_lines if "text" in one][:2] == [CHAT, SAID]


def test_a_consumer_gets_no_word_of_other_viewers_and_no_number_yet_all_is_proved(
    evening, tmp_path
):
    package = packed(evening, tmp_path / "a.zip", "consumer")
    raw = b"".join(lines_of(package))
    assert SAID in raw.decode()
    assert "1380000" not in raw.decode()
    assert "1390000" not in raw.decode()
    found = verify.verify(BytesIO(package), selectors.keys_own())
    assert (found.events, found.withheld) == (4, 3)


def test_no_document_for_a_consumer_names_findings_or_measures(evening, tmp_path):
    package = packed(evening, tmp_path / "a.zip", "consumer")
    with zipfile.ZipFile(BytesIO(package)) as archive:
        names = {one.partition("/data/")[2] for one in archive.namelist()}
    assert not names & {"findings.json", "measures.json", "decisions.json"}
    assert b"F-MED" not in member(package, "entries-0001.ndjson")


def test_the_law_of_the_day_lies_in_it_in_both_languages(evening, tmp_path):
    clauses = {
        one["id"]: one for one in json.loads(member(packed(evening, tmp_path / "a"), "law.json"))
    }
    assert {"M-18-2", "M-cooperate"} <= set(clauses)
    assert clauses["M-18-2"]["citation"]["zh"].startswith("《")
    assert clauses["M-18-2"]["text"]
    assert clauses["M-18-2"]["reference"]


def test_a_broadcast_that_is_on_air_is_packed_as_far_as_it_had_come(tea_session, tmp_path):
    on_air(tea_session, [line(1)])
    package = packed(tea_session, tmp_path / "a.zip")
    on_air(tea_session, [line(2)])
    assert verify.verify(BytesIO(package), selectors.keys_own()).events == 1


def test_no_package_is_left_where_nobody_can_sign(evening, tmp_path, settings):
    settings.SEAL_KEY_FILE = str(tmp_path / "none.pem")
    with pytest.raises(CommandError, match="签名密钥"):
        packed(evening, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_broadcast_that_is_nobodys_is_refused_in_words(db, tmp_path):
    with pytest.raises(CommandError, match="there is no session"):
        packed("0190a000-0000-7000-8000-000000000000", tmp_path / "a.zip")


@pytest.mark.django_db(transaction=True)
def test_what_was_altered_after_it_was_recorded_is_not_packed(evening, tmp_path):
    with superuser() as cursor:
        cursor.execute("UPDATE rooms_segment SET root = sha256(root) WHERE seq = 2")
    with pytest.raises(CommandError, match="与封存时不符"):
        packed(evening, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_the_program_inside_needs_only_python(evening, tmp_path):
    package = packed(evening, tmp_path / "a.zip")
    (tmp_path / "verify.py").write_bytes(member(package, "verify.py"))
    key = member(package, "key.txt").decode().strip()
    command = [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), str(tmp_path / "a.zip")]

    good = subprocess.run([*command, "--key", key], capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout
    assert "signed by the key that you trust" in good.stdout

    (tmp_path / "a.zip").write_bytes(package[:-1])
    bad = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stderr) == (1, "")
    assert "cut short" in bad.stdout


def test_no_two_modules_of_the_program_inside_give_different_things_one_name():
    names = {}
    for module in standalone.MODULES:
        for node in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
            made = [getattr(node, "name", "")]
            for target in getattr(node, "targets", []):
                made += [one.id for one in ast.walk(target) if isinstance(one, ast.Name)]
            for name in filter(None, made):
                assert names.setdefault(name, module) is module, name


def test_a_manifest_names_the_fixed_form_of_a_bag(evening, tmp_path):
    package = packed(evening, tmp_path / "a.zip")
    assert member(package, "bagit.txt") == verify.BAGIT
    with zipfile.ZipFile(BytesIO(package)) as archive:
        payload = [one for one in archive.infolist() if "/data/" in one.filename]
    oxum = f"Payload-Oxum: {sum(one.file_size for one in payload)}.{len(payload)}"
    assert oxum in member(package, "bag-info.txt").decode()
