"""What the catalogue does: judge and keep goods, with a finder that an app above lends."""

from catalog.services.finder import catalogue_on, finder_register
from catalog.services.product import Answers, Checked, products_check
from catalog.services.standard import Opinion, Standard, standard_now

__all__ = [
    "Answers",
    "Checked",
    "Opinion",
    "Standard",
    "catalogue_on",
    "finder_register",
    "products_check",
    "standard_now",
]
