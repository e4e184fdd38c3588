"""The doors of oversight: the duty board and the seven mechanisms."""

from livecompliance.doorways import ADMINISTRATORS, OFFICER, WATCHERS, Door

PAGES: dict[str, Door] = {
    **dict.fromkeys(("duties", "duties-export", "duty"), WATCHERS | ADMINISTRATORS),
    **dict.fromkeys(("mechanisms", "mechanism"), WATCHERS | ADMINISTRATORS),
    **dict.fromkeys(("duties-look", "duty-charge", "mechanism-record"), OFFICER),
}
