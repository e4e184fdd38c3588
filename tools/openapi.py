"""Keep docs/api/openapi.yaml, the promise to integrators, equal to what the code serves.

`python -m tools.openapi write` after a change; `check` fails when the two differ.
"""

import difflib
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from tools import messages

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api" / "openapi.yaml"


def generate() -> str:
    """Return the schema as the server would serve it, described in English."""
    from django.utils.translation import override
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.renderers import OpenApiYamlRenderer
    from drf_spectacular.settings import spectacular_settings

    with override("en"):
        generator = spectacular_settings.DEFAULT_GENERATOR_CLASS(api_version="v1")
        schema = generator.get_schema(request=None, public=True)
    if GENERATOR_STATS:
        GENERATOR_STATS.emit_summary()
        sys.exit("drf-spectacular cannot describe every operation: see above")
    renderer: Any = OpenApiYamlRenderer()
    return str(renderer.render(schema, renderer_context={}), "utf-8")


def difference(fresh: str) -> list[str]:
    """Return the first lines in which the committed page differs."""
    committed = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    lines = difflib.unified_diff(
        committed.splitlines(), fresh.splitlines(), "committed", "served", lineterm="", n=1
    )
    return list(lines)[:40]


def main(action: str) -> int:
    """Write or check the page."""
    messages.compile_all()  # descriptions come from the English catalogue
    django.setup()
    if "rest_framework" not in settings.INSTALLED_APPS:
        sys.exit("the API is not installed")
    fresh = generate()
    if action == "write":
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(fresh, encoding="utf-8")
        return 0
    said = difference(fresh)
    if said:
        print("\n".join([*said, "", "run: python -m tools.openapi write"]))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main((sys.argv[1:] or ["check"])[0]))
