"""Any package is checked where it arrives; nothing of it is kept."""

import shutil
import tempfile
from typing import Any, BinaryIO, cast

from oversight.rules import verify
from oversight.rules.container import Fault
from oversight.rules.words import FAULTS
from oversight.selectors.keys import keys_own

MOST_CHECKED = 512 << 20
CHUNK = 1 << 20
WORDS = (
    *("code", "where", "zh", "en", "trust", "package", "origin", "about", "recipient"),
    *("made_at", "key", "stamp"),
)
NUMBERS = (
    *("members", "entries", "segments", "events", "withheld", "tree"),
    *("clips", "lacking"),
)
NOTHING = {**dict.fromkeys(WORDS, ""), **dict.fromkeys(NUMBERS, 0)}


def package_check(stream: BinaryIO) -> dict[str, Any]:
    """Return whether a package holds against this installation's keys, or what does not."""
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy, CHUNK)
        copy.seek(0)
        try:
            found = verify.verify(cast(BinaryIO, copy), keys_own())
        except Fault as fault:
            english, chinese = FAULTS[fault.code]
            where = " ".join(one for one in (fault.where, fault.found) if one)
            said = {"holds": False, "code": fault.code, "where": where}
            return NOTHING | said | {"zh": chinese, "en": english}
    return NOTHING | found._asdict() | {"holds": True}
