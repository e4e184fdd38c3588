"""A list of very many terms: bounded while it is compiled, and in force beside the judging."""

import json
import subprocess
import sys

import pytest

from tools.services import ROOT

TERMS, COMPILE_MB, IMAGE_MB = 200_000, 600, 80


@pytest.mark.long
def test_a_list_of_very_many_terms_is_bounded_and_comes_into_force_beside_the_judging():
    """A million, and how fast, is what `./lc bench packs` prints; memory grows no faster."""
    command = [sys.executable, "-m", "tools.bench._packs", str(TERMS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert told["compile_mb"] < COMPILE_MB
    assert told["image_mb"] < IMAGE_MB
    assert told["in_force_s"] > 0
