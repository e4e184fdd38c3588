"""In what words the record tells what happened to what is sold."""

from catalog.acts import advert, claim, edition, product, supplier  # noqa: F401  (they register themselves)
