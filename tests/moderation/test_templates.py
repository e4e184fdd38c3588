"""Every template keeps to what the content security policy allows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_no_template_holds_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"{{[^}]*\n", text), "a tag over two lines is shown as it stands"

    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"\son\w+=[\"']", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag
