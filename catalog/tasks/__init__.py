"""Background entry points of the catalogue."""

from catalog.tasks import release as _release  # noqa: F401  (it registers itself)
from catalog.tasks import supplier as _supplier  # noqa: F401  (it registers itself)
