"""Make the key files: `python3 -m tools.keys kek.json seal.pem`. Standard library only.

A name that ends with .pem gets a key to sign checkpoints with, any other key-encryption keys.
"""

import base64
import json
import os
import secrets
import sys
from pathlib import Path


def keep_secret(path: Path, content: str) -> str:
    """Write a new secret file (0600) unless it exists; return what the file says."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(content, encoding="ascii")
        try:
            os.link(draft, path)  # never over a file that another process made meanwhile
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def new_keys() -> str:
    """Return a key file with one fresh key."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return json.dumps({"current": "k1", "keys": {"k1": key}}, indent=2) + "\n"


def new_seal() -> str:
    """Return a fresh Ed25519 private key in PEM (PKCS 8), by which checkpoints are signed."""
    der = bytes.fromhex("302e020100300506032b657004220420") + secrets.token_bytes(32)
    body = base64.b64encode(der).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"


def environment(folder: Path) -> dict[str, str]:
    """Return the secrets of a folder under the names that settings read, made on the first call."""
    keep_secret(folder / "kek.json", new_keys())
    keep_secret(folder / "seal.pem", new_seal())
    return {
        "LC_SECRET_KEY": keep_secret(folder / "secret", secrets.token_urlsafe(48)),
        "LC_KEK_FILE": str(folder / "kek.json"),
        "LC_SEAL_KEY_FILE": str(folder / "seal.pem"),
    }


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("python3 -m tools.keys PATH...")
    for target in map(Path, sys.argv[1:]):
        if target.exists():
            sys.exit(f"{target} exists and was left alone")
        keep_secret(target, new_seal() if target.suffix == ".pem" else new_keys())
        print(f"{target}: keep a copy elsewhere; nothing can replace it")
