"""A tenant's rules, version by version; what is in force; backtests; shadows."""

from studio.models.backtest import Backtest
from studio.models.pack import Hits, Image, Issue, Pack, Term
from studio.models.release import Release
from studio.models.rule import Rule, Version
from studio.models.shadow import Shadow

__all__ = [
    "Backtest",
    "Hits",
    "Image",
    "Issue",
    "Pack",
    "Release",
    "Rule",
    "Shadow",
    "Term",
    "Version",
]
