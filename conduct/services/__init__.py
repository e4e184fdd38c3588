"""What can happen in conduct: lists are kept, links are looked behind, batches are watched."""

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

__all__ = [
    "LANDING",
    "AlreadyListed",
    "Imported",
    "jumps_watch",
    "landing_keep",
    "landing_order",
    "target_add",
    "target_remove",
    "targets_export",
    "targets_import",
]
