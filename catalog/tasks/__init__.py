"""Background entry points of the catalogue."""

from catalog.tasks import goods, notice, release, supplier  # noqa: F401  (they register themselves)
