"""Background entry points of the catalogue."""

from catalog.tasks import notice, release, supplier  # noqa: F401  (they register themselves)
