"""In what words the record tells what happened to what is sold."""

from catalog.acts import supplier as _supplier  # noqa: F401  (it registers itself)
