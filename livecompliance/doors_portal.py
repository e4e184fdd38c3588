"""The doors of the portal: of authorities alone; and the platform's own pages about who looked."""

from livecompliance.doorways import ADMINISTRATORS, EVERYBODY, OFFICER, REGULATOR, SYSTEM, Door

SHOWN = (
    *("portal", "portal-board", "portal-duty", "portal-rooms", "portal-room"),
    *("portal-decisions", "portal-blacklist", "portal-complaints", "portal-tax"),
    *("portal-goods", "portal-minors"),
    *("portal-incidents", "portal-reports", "portal-report"),
    *("portal-packages", "portal-verify"),
    *("portal-inspections", "portal-inspection-new", "portal-inspection"),
)
SENT = ("portal-case", "portal-match", "portal-package", "portal-check")
WRITES = ("portal-inspection-file", "portal-inspection-rule")  # by the narrow inspector, no others
OUTSIDE = ("portal-outside", "portal-outside-back", "portal-outside-out", "portal-outside-ended")
PAGES: dict[str, Door] = {
    "portal-sign-in": EVERYBODY,  # allauth asks for itself
    **dict.fromkeys(OUTSIDE, EVERYBODY),  # an issuer says who it is: portal.services.outside
    **dict.fromkeys((*SHOWN, *SENT, *WRITES), REGULATOR),
    "looks": OFFICER | ADMINISTRATORS,
    **dict.fromkeys(("grant-give", "grant-end"), SYSTEM),
}
