"""Cut the icons named in tools/icons.txt out of Tabler's sprite. Standard library only.

A page shows one with `<svg class="icon"><use href="{% static 'vendor/icons.svg' %}#NAME"/></svg>`.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "@tabler" / "icons-sprite" / "dist"
TARGET = ROOT / "node_modules" / ".lc" / "icons.svg"
SYMBOL = re.compile(r'<symbol\b[^>]*\bid="tabler-([a-z0-9-]+)"[^>]*>.*?</symbol>', re.DOTALL)


def names() -> list[str]:
    """Return the icons that pages may use."""
    text = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8")
    return [line for line in (raw.split("#")[0].strip() for raw in text.splitlines()) if line]


def available() -> dict[str, str]:
    """Return every symbol of the two sprites; filled ones are called filled-NAME."""
    found = {}
    for file in ("tabler-sprite-filled.svg", "tabler-sprite.svg"):
        text = (SOURCE / file).read_text(encoding="utf-8")
        for match in SYMBOL.finditer(text):
            found[match[1]] = match[0].replace(f'id="tabler-{match[1]}"', f'id="{match[1]}"')
    return found


def write() -> None:
    """Write the small sprite.

    Raises:
        LookupError: tools/icons.txt names an icon that Tabler does not have.
    """
    symbols = available()
    wanted = sorted(set(names()))
    if missing := [name for name in wanted if name not in symbols]:
        raise LookupError(f"tools/icons.txt: Tabler has no {', '.join(missing)}")
    body = "\n".join(symbols[name] for name in wanted)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'
    TARGET.write_text(sprite, encoding="utf-8")


if __name__ == "__main__":
    write()
