"""In what words the record tells what happened to what is sold."""

from catalog.acts import edition as _edition  # noqa: F401  (it registers itself)
from catalog.acts import (
    product,  # noqa: F401  (they register themselves)
    supplier,  # noqa: F401  (they register themselves)
)
from catalog.acts import product as _product  # noqa: F401
