"""A tenant's rules, version by version; what is in force; backtests; shadows."""

from studio.models.backtest import Backtest
from studio.models.release import Release
from studio.models.rule import Rule, Version
from studio.models.shadow import Shadow

__all__ = ["Backtest", "Release", "Rule", "Shadow", "Version"]
