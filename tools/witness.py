"""A reference witness for records: keeps what it signed last, and never signs another history.

    python3 -m tools.witness --name witness.example/one --state DIR --log 'NAME+ID+KEY' [--port N]

It needs only Python. `--log` (as `/p/<platform>/record/key` gives it; may be given again) says
whose checkpoints it takes. The first start makes its key in DIR; each prints the word by which a
platform registers it. The last signed checkpoint of each log lies in DIR and is on the disk before
the signature leaves, so that no crash makes it sign two histories. `GET /` tells the word, `GET
/checkpoint?origin=NAME` what was signed last. It listens on 127.0.0.1: put TLS before it.

Sources: C2SP tlog-witness, tlog-cosignature.
"""

import argparse
import base64
import hashlib
import os
import secrets
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ledger.merkle import verify_consistency
from oversight.rules import curve, witness

ED25519, MOST_BODY, QUIET_S = b"\x01", 65_536, 10
PLAIN = "text/plain; charset=utf-8"


class Refused(Exception):
    """A request that is not signed: with which status, and what is said."""

    def __init__(self, status: int, said: str, kind: str = PLAIN) -> None:
        super().__init__(said)
        self.status, self.said, self.kind = status, said, kind


class Tree(NamedTuple):
    """What a checkpoint says, its text, and whether each of its lines is a signature of whom."""

    origin: str
    size: int
    root: bytes
    text: str
    lines: list[str]


def tree_of(note: str) -> Tree:
    """Take a checkpoint apart.

    Raises:
        ValueError: it is none.
    """
    text, empty, lines = note.rpartition("\n\n")
    parts = text.split("\n")
    if not empty or len(parts) < 3 or not parts[0]:
        raise ValueError("not a checkpoint")
    root = base64.b64decode(parts[2], validate=True)
    if len(root) != witness.HASH:
        raise ValueError("not a root")
    return Tree(parts[0], witness.size_read(parts[1]), root, text + "\n", lines.splitlines())


class Log(NamedTuple):
    """A log whose checkpoints are taken: the name it signs under, and its key."""

    name: str
    public: bytes

    @classmethod
    def of(cls, verifier: str) -> "Log":
        """Read a log's verifier key.

        Raises:
            ValueError: it is none.
        """
        name, given, body = verifier.strip().split("+", 2)
        key = base64.b64decode(body, validate=True)
        if key[:1] != ED25519 or len(key) != 33 or given != cls(name, key[1:]).key_id().hex():
            raise ValueError("not a log's verifier key (Ed25519)")
        return cls(name, key[1:])

    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def signed(self, tree: Tree) -> bool:
        """Tell whether this log's key signed a checkpoint."""
        begins = f"{witness.DASH}{self.name} "
        for one in tree.lines:
            try:
                raw = base64.b64decode(one.removeprefix(begins), validate=True)
            except ValueError:
                continue
            if one.startswith(begins) and raw[:4] == self.key_id():
                return curve.is_signed(self.public, tree.text.encode(), raw[4:])
        return False


class Witness:
    """What was signed last of each log, and the key that signs."""

    def __init__(self, name: str, folder: Path, logs: Sequence[str]) -> None:
        self.name, self.folder = name, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.logs = [Log.of(one) for one in logs]
        self.seed = self._seed(folder / "seed")
        self.public = curve.key_of_seed(self.seed)
        self.word = witness.verifier_key(name, self.public)
        self._alone = threading.Lock()

    def _seed(self, path: Path) -> bytes:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_bytes(32).hex() + "\n", encoding="ascii")
        return bytes.fromhex(path.read_text(encoding="ascii"))

    def kept(self, origin: str) -> str:
        """Return the checkpoint of a log that was signed last; "" before the first."""
        path = self._path(origin)
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def _path(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"

    def _keep(self, tree: Tree, note: str) -> None:
        path = self._path(tree.origin)
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def add(self, body: bytes, at_s: int) -> str:
        """Sign a checkpoint that goes on from the one that was signed last.

        Raises:
            Refused: it does not, or it is not of a known log.
        """
        try:
            asked = witness.request_read(body)
            tree = tree_of(asked.note)
        except ValueError as fault:
            raise Refused(400, f"{fault}\n") from None
        self._require_known(tree)
        if asked.old > tree.size:
            raise Refused(400, "the old tree is larger than the new one\n")
        with self._alone:
            self._require_grown(asked, tree)
            self._keep(tree, asked.note)
        signed = curve.sign_with(self.seed, witness.signed_text(at_s, tree.text))
        return witness.line(self.name, self.public, at_s, signed)

    def _require_known(self, tree: Tree) -> None:
        known = [one for one in self.logs if one.name == tree.origin]
        if not known:
            raise Refused(404, "no such log\n")
        if not any(one.signed(tree) for one in known):
            raise Refused(403, "the log's key did not sign this\n")

    def _require_grown(self, asked: witness.Asked, tree: Tree) -> None:
        last = self.kept(tree.origin)
        old = tree_of(last) if last else None
        size = old.size if old else 0
        is_other = old is not None and old.size == tree.size and old.root != tree.root
        if asked.old != size or is_other:
            raise Refused(409, f"{size}\n", witness.SIZES)
        if old is None or old.size == tree.size:
            return
        if not verify_consistency(old.size, old.root, tree.size, tree.root, asked.proof):
            raise Refused(422, "this is another history than the one that was signed\n")


class Door(BaseHTTPRequestHandler):
    """What a witness is asked over HTTP."""

    timeout = QUIET_S
    witness: Witness

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "")
        if not self.path.endswith("/add-checkpoint") or not size.isdigit():
            return self._answer(404, "POST add-checkpoint\n")
        if int(size) > MOST_BODY:
            return self._answer(413, "too long\n")
        body = self.rfile.read(int(size))
        try:
            return self._answer(200, self.witness.add(body, int(time.time())))
        except Refused as refusal:
            return self._answer(refusal.status, refusal.said, refusal.kind)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/":
            return self._answer(200, f"{self.witness.word}\n")
        origin = parse_qs(parts.query).get("origin", [""])[0]
        kept = self.witness.kept(origin) if parts.path == "/checkpoint" else ""
        return self._answer(200 if kept else 404, kept or "nothing signed\n")

    def _answer(self, status: int, said: str, kind: str = PLAIN) -> None:
        body = said.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: Any) -> None:
        """Say nothing: what was signed lies in the folder."""


def served(one: Witness, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of a witness, not begun yet."""
    door = type("DoorOf", (Door,), {"witness": one})
    return ThreadingHTTPServer(("127.0.0.1", port), door)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until it is stopped."""
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog="python3 -m tools.witness", description=about)
    parser.add_argument("--name", required=True, help="by which it is known: no spaces, no +")
    parser.add_argument("--state", required=True, type=Path, help="folder of its key and memory")
    parser.add_argument("--log", required=True, action="append", help="verifier key of a log")
    parser.add_argument("--port", type=int, default=8650)
    chosen = parser.parse_args(arguments)
    if "+" in chosen.name or " " in chosen.name:
        parser.error("a name has neither + nor spaces")
    try:
        one = Witness(chosen.name, chosen.state, chosen.log)
    except ValueError as fault:
        parser.error(str(fault))
    with served(one, chosen.port) as server:
        print(f"{one.word}\nhttp://127.0.0.1:{server.server_port}/add-checkpoint", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
