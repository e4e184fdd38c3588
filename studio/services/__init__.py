"""What can happen in the studio: rules are written, tried, approved, put in force, retired."""

from studio.services.approval import version_approve, version_ask, version_refuse
from studio.services.backtest import BacktestMissing, backtest_cancel, backtest_part, backtest_start
from studio.services.hits import hits_count, tenants_with_packs
from studio.services.life import NoRequest, NotADraft, OwnVersion, Stale
from studio.services.pack import (
    Taken,
    issue_copy,
    issue_discard,
    issue_draft,
    pack_create,
    term_remove,
    terms_add,
)
from studio.services.pack_approval import (
    NotBuilt,
    TermTooBroad,
    issue_approve,
    issue_ask,
    issue_refuse,
    issue_retire,
    issue_shadow,
    issue_unshadow,
)
from studio.services.pack_build import image_keep, issue_build
from studio.services.pack_tables import issue_export, issue_import
from studio.services.preview import Tried, lines_preview
from studio.services.release import ReleaseBroken
from studio.services.shadow import shadows_keep
from studio.services.stage import version_retire, version_shadow
from studio.services.version import (
    DraftOpen,
    RuleFaulty,
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
    "NotBuilt",
    "OwnVersion",
    "ReleaseBroken",
    "RuleFaulty",
    "Stale",
    "Taken",
    "TermTooBroad",
    "Tried",
    "Wish",
    "backtest_cancel",
    "backtest_part",
    "backtest_start",
    "hits_count",
    "image_keep",
    "issue_approve",
    "issue_ask",
    "issue_build",
    "issue_copy",
    "issue_discard",
    "issue_draft",
    "issue_export",
    "issue_import",
    "issue_refuse",
    "issue_retire",
    "issue_shadow",
    "issue_unshadow",
    "lines_preview",
    "pack_create",
    "rule_create",
    "shadows_keep",
    "tenants_with_packs",
    "term_remove",
    "terms_add",
    "version_approve",
    "version_ask",
    "version_copy",
    "version_discard",
    "version_draft",
    "version_refuse",
    "version_retire",
    "version_shadow",
]
