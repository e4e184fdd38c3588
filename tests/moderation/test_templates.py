"""Every template keeps to what the content security policy allows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
BANNED = {
    "a tag over two lines is shown as it stands": r"{{[^}]*\n",
    "inline style": r"<style| style=",
    "inline handler": r"\son\w+=[\"']",
    "inline script": r"<script(?![^>]*(?:src=|type=\"application/json\"))",
}


def test_no_template_holds_inline_style_or_script():
    texts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES}
    assert texts
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path, text in texts.items()
        for fault, pattern in BANNED.items()
        if re.search(pattern, text)
    ]
    assert found == []
