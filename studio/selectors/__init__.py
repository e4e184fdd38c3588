"""Ask about rules, their versions, what is in force, backtests and shadows."""

from studio.selectors.backtest import (
    backtest_get,
    backtest_list,
    digest_of,
    is_tried,
    progress_of,
    samples_of,
)
from studio.selectors.release import Running, families, release_newest, running, sources
from studio.selectors.rule import (
    Row,
    asked_list,
    counts_of,
    rule_get,
    rule_rows,
    version_get,
    version_list,
)

__all__ = [
    "Row",
    "Running",
    "asked_list",
    "backtest_get",
    "backtest_list",
    "counts_of",
    "digest_of",
    "families",
    "is_tried",
    "progress_of",
    "release_newest",
    "rule_get",
    "rule_rows",
    "running",
    "samples_of",
    "sources",
    "version_get",
    "version_list",
]
