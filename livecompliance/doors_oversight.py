"""The doors of oversight: duties, mechanisms, packages of evidence, reports to authorities."""

from livecompliance.doorways import (
    ADMINISTRATORS,
    AUDIT,
    EVERYBODY,
    OFFICER,
    PROGRAMS,
    SECURITY,
    WATCHERS,
    Door,
)

PAGES: dict[str, Door] = {
    **dict.fromkeys(("outbox", "outbox-one", "authorities", "clues", "clue"), WATCHERS),
    **dict.fromkeys(
        ("outbox-new", "outbox_draft", "outbox_act", "outbox_look", "outbox_hold"), OFFICER
    ),
    **dict.fromkeys(("clue-new", "clue_open", "clue_decide"), OFFICER),
    **dict.fromkeys(("authority_set", "authority_act", "domicile_set"), OFFICER),
    **dict.fromkeys(("duties", "duties-export", "duty"), WATCHERS | ADMINISTRATORS),
    **dict.fromkeys(("mechanisms", "mechanism"), WATCHERS | ADMINISTRATORS),
    **dict.fromkeys(("evidence", "evidence-one", "evidence-verify"), OFFICER | AUDIT),
    "evidence-new": OFFICER,
    **dict.fromkeys(("inspections", "inspection", "inspection-paper"), OFFICER | AUDIT),
    **{f"inspection-{act}": OFFICER for act in ("new", "enter", "step", "order", "link")},
    **{
        f"evidence_{act}": OFFICER
        for act in ("order", "unmasked", "again", "take", "cancel", "resume")
    },
    **dict.fromkeys(("statements", "statement"), OFFICER | AUDIT),
    **dict.fromkeys(("reports", "report"), WATCHERS),
    **dict.fromkeys(("report_draft", "report_act"), OFFICER),
    "public-report": EVERYBODY,
    **{f"statements_{act}": OFFICER for act in ("order", "take", "cancel", "resume")},
    "violators": WATCHERS,
    **dict.fromkeys(("violator-add", "violators-bring", "violator-lift"), OFFICER),
    **dict.fromkeys(("duties-look", "duty-charge", "mechanism-record"), OFFICER),
    **dict.fromkeys(("recordings", "recording"), WATCHERS),
    **dict.fromkeys(("retention", "certificate"), OFFICER | ADMINISTRATORS),
    "settings-witnesses": OFFICER | AUDIT | SECURITY,
    **dict.fromkeys(("witness-add", "witness-remove"), SECURITY),
}
API: dict[str, Door] = {
    **dict.fromkeys(("GET outbox-api", "GET outbox-one-api"), WATCHERS),
    "POST outbox-api": OFFICER,
    **dict.fromkeys(
        ("GET retention-api", "GET certificates-api", "GET certificate-api"),
        OFFICER | ADMINISTRATORS,
    ),
    "GET witnesses-api": OFFICER | AUDIT | SECURITY,
    "GET session-recordings": WATCHERS,
    "POST session-recordings": OFFICER,
    "POST package-verify-api": OFFICER | AUDIT,
    **dict.fromkeys(("GET inspections-api", "GET inspection-api"), OFFICER | AUDIT),
    "POST inspections-api": OFFICER,
    **dict.fromkeys(("GET violators-api", "GET violator-lists-api"), WATCHERS),
    **dict.fromkeys(
        ("POST violators-api", "POST violator-lift-api", "POST violator-lists-api"), OFFICER
    ),
    **dict.fromkeys(("GET statements-api", "GET statement-api"), OFFICER | AUDIT),
    **dict.fromkeys(("POST statements-api", "POST statement-ticket-api"), PROGRAMS),
    **dict.fromkeys(
        ("POST evidence-packages-api", "GET evidence-package-api", "POST evidence-ticket-api"),
        PROGRAMS,
    ),
}
