"""The doors of oversight: the duty board, the seven mechanisms, packages of evidence."""

from livecompliance.doorways import ADMINISTRATORS, AUDIT, OFFICER, WATCHERS, Door

PAGES: dict[str, Door] = {
    **dict.fromkeys(("duties", "duties-export", "duty"), WATCHERS | ADMINISTRATORS),
    **dict.fromkeys(("mechanisms", "mechanism"), WATCHERS | ADMINISTRATORS),
    **dict.fromkeys(("evidence", "evidence-one", "evidence-verify"), OFFICER | AUDIT),
    "evidence-new": OFFICER,
    **{f"evidence_{act}": OFFICER for act in ("order", "take", "cancel", "resume")},
    **dict.fromkeys(("duties-look", "duty-charge", "mechanism-record"), OFFICER),
}
API: dict[str, Door] = {
    "POST package-verify-api": OFFICER | AUDIT,
}
