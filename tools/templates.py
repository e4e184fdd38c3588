"""Compile every template of ours, so that a typing error fails the check and not a page."""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates


def folders() -> list[Path]:
    """Return the template folders inside this checkout."""
    engine = engines["django"]
    if not isinstance(engine, DjangoTemplates):
        raise TypeError("the django template engine is not configured")
    found = [Path(folder) for folder in engine.template_dirs]
    return [folder for folder in found if folder.is_relative_to(settings.BASE_DIR)]


def ours() -> list[str]:
    """Return the names of our templates."""
    outside = settings.BASE_DIR / ".venv"
    return sorted(
        path.relative_to(folder).as_posix()
        for folder in folders()
        if not folder.is_relative_to(outside)
        for path in folder.rglob("*")
        if path.is_file()
    )


def problems() -> list[str]:
    """Return one line for each template that does not compile."""
    said = []
    for name in ours():
        try:
            engines["django"].get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as wrong:
            said.append(f"{name}: {type(wrong).__name__}: {wrong}")
    return said


if __name__ == "__main__":
    django.setup()
    found = problems()
    print("\n".join(found) or f"{len(ours())} templates compile")
    sys.exit(1 if found else 0)
