"""What the catalogue asks of apps above: a finder of terms, which the engine of inspection is."""

from catalog.services.finder import catalogue_on, finder_register

__all__ = ["catalogue_on", "finder_register"]
