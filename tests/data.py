"""Real inputs beside the repository; a test that needs them skips where they are absent."""

import os
from pathlib import Path

DATA = Path(os.environ.get("LC_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
