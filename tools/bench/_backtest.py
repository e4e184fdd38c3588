"""One worker's share of a backtest: `python -m tools.bench._backtest FOLDER TERMS`.

Says when it is ready, begins at a line on its standard input, and prints events, seconds, and
seconds of the processor. Unsealing, decoding, judging, the shadow of the rule that is tried and
its tally are measured, as the job does them; FOLDER holds `chat.json` and `words.txt`.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import django
import msgspec

SEGMENT, LIVES = 200, 12  # events of one posted batch; sessions that are replayed


def measure(folder: Path, terms: int) -> dict[str, float]:
    """Replay the chat several times, each time as another session."""
    from moderation.engine import Engine
    from moderation.engine.engine import PACKS
    from moderation.engine.lexicon import from_packs
    from moderation.engine.loader import load, word_list
    from moderation.services import segments_replay
    from rooms import codec, wire
    from rooms.selectors import Recorded
    from studio.rules.body import Body
    from studio.rules.tally import Judged, Names, Tally
    from studio.selectors.release import pack_of
    from studio.services.backtest import CHUNK

    body = Body(when='hit("F-OFFPLAT") && count("F-OFFPLAT", 600) >= 2', label="F-OFFPLAT")
    rule = {"name": "T-bench@1", "share": [0, 0], "body": body.kept()}
    words = (folder / "words.txt").read_text(encoding="utf-8").splitlines()[:terms]
    base = Engine(from_packs([*load(PACKS), word_list("words", words)]))
    engine = base.overlaid(from_packs([pack_of([rule])]))
    encode = msgspec.json.Encoder().encode
    lines = [
        encode(wire.Comment(id=i, text=t, at=i * 50))
        for i, t in enumerate(json.loads((folder / "chat.json").read_text()))
    ]
    now, keys, tenant, session = datetime.now(UTC), codec.keys_of(b"k" * 32), uuid4(), uuid4()
    kept = []
    for seq, start in enumerate(range(0, len(lines), SEGMENT), start=1):
        at = codec.place(tenant, session, seq)
        kept.append(
            (
                seq,
                at,
                codec.seal(keys, at, seq, codec.GENESIS, lines[start : start + SEGMENT]).payload,
            )
        )

    def opened(first: int) -> list[Recorded]:
        chunk = kept[first : first + CHUNK]
        return [Recorded(seq, now, codec.unseal(keys, at, payload)) for seq, at, payload in chunk]

    tally, nobody = Tally(Names("T-bench@1", "")), Judged(frozenset(), frozenset(), frozenset())
    segments_replay(engine, opened(0))
    print("ready", flush=True)
    sys.stdin.readline()
    started, worked = time.perf_counter(), time.process_time()
    for life in range(LIVES):
        state = b""
        for first in range(0, len(kept), CHUNK):
            seen = segments_replay(engine, opened(first), state, f"s-{life}")
            tally.add(f"s-{life}", seen.places, seen.results, seen.shadows, nobody)
            state = seen.state
    took, busy = time.perf_counter() - started, time.process_time() - worked
    return {"events": float(tally.numbers["events"]), "seconds": took, "busy": busy}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
