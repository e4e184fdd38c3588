"""What can happen in the studio: rules are written, tried, approved, put in force, retired."""

from studio.services.approval import (
    NoRequest,
    OwnVersion,
    version_approve,
    version_ask,
    version_refuse,
)
from studio.services.backtest import BacktestMissing, backtest_cancel, backtest_part, backtest_start
from studio.services.preview import Tried, lines_preview
from studio.services.release import ReleaseBroken
from studio.services.shadow import shadows_keep
from studio.services.stage import version_retire, version_shadow
from studio.services.version import (
    DraftOpen,
    NotADraft,
    RuleFaulty,
    Stale,
    Wish,
    rule_create,
    version_copy,
    version_discard,
    version_draft,
)

__all__ = [
    "BacktestMissing",
    "DraftOpen",
    "NoRequest",
    "NotADraft",
    "OwnVersion",
    "ReleaseBroken",
    "RuleFaulty",
    "Stale",
    "Tried",
    "Wish",
    "backtest_cancel",
    "backtest_part",
    "backtest_start",
    "lines_preview",
    "rule_create",
    "shadows_keep",
    "version_approve",
    "version_ask",
    "version_copy",
    "version_discard",
    "version_draft",
    "version_refuse",
    "version_retire",
    "version_shadow",
]
