"""What can happen in conduct: lists are kept, links are looked behind, batches are watched."""

from conduct.services.criticism import criticism_watch, figures_of
from conduct.services.jump import jumps_watch
from conduct.services.landing import LANDING, landing_keep, landing_order
from conduct.services.target import (
    AlreadyListed,
    Imported,
    target_add,
    target_remove,
    targets_export,
    targets_import,
)
from conduct.services.traffic import accounts_look, traffic_watch

__all__ = [
    "LANDING",
    "AlreadyListed",
    "Imported",
    "accounts_look",
    "criticism_watch",
    "figures_of",
    "jumps_watch",
    "landing_keep",
    "landing_order",
    "target_add",
    "target_remove",
    "targets_export",
    "targets_import",
    "traffic_watch",
]
