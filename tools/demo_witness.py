"""The demo's witness: a reference witness next door that signs the demo platforms' checkpoints."""

from pathlib import Path

from tools import services
from tools.witness import Witness

NAME, FOLDER, PORT = "witness.demo.example/one", "witness", 8650


def begin(running: services.Services, local: Path, slugs: list[str], port: int) -> list[str]:
    """Have platforms witnessed; return the command of the witness that signs their records."""
    own = Witness(NAME, local / FOLDER, [])
    url = f"http://127.0.0.1:{port}/add-checkpoint"
    logs = []
    for slug in slugs:
        said = services.manage(running, "witness", slug, "--add", url, own.word, capture=True)
        logs += ["--log", said.splitlines()[0]]
    place = ["--name", NAME, "--state", str(local / FOLDER), "--port", str(port)]
    return ["tools.witness", *place, *logs]
