"""A name that no style sheet knows changes nothing, and nobody sees that it should have."""

import re

from tests.architecture.test_shape import ROOT

CLASSES = re.compile(r'class="([^"]*)"')
SAID = re.compile(r"{[{%].*?[%}]}")
RULE = re.compile(r"\.([a-zA-Z_][\w-]*)")


def test_every_modifier_that_a_template_writes_out_stands_in_a_style_sheet():
    sheets = "".join(path.read_text("utf-8") for path in (ROOT / "static" / "css").rglob("*.css"))
    known = set(RULE.findall(sheets))
    written = {
        (name, path.relative_to(ROOT).as_posix())
        for path in (ROOT / "templates").rglob("*.html")
        for names in CLASSES.findall(path.read_text("utf-8"))
        for name in SAID.sub("{}", names).split()
        if "--" in name and "{" not in name and not name.endswith("--")
    }

    assert len(written) > 300
    assert sorted((name, path) for name, path in written if name not in known) == []
