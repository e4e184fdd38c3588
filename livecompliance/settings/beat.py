"""What beat rings for, in seconds between two rings."""

CELERY_BEAT_SCHEDULE = {
    "moderation-sweep": {"task": "moderation.sessions_sweep", "schedule": 2.0},
    "moderation-escalate": {"task": "moderation.measures_escalate", "schedule": 2.0},
    "moderation-risks": {"task": "moderation.risks_sweep", "schedule": 10.0},
    "office-mails": {"task": "office.mails_sweep", "schedule": 20.0},
    "ledger-relay": {"task": "ledger.outbox_relay", "schedule": 2.0},
    "office-jobs": {"task": "office.jobs_sweep", "schedule": 10.0},
    "office-files": {"task": "office.files_sweep", "schedule": 600.0},
    "office-strays": {"task": "office.strays_sweep", "schedule": 21_600.0},
    "office-clocks": {"task": "office.clocks_sweep", "schedule": 10.0},
    "office-recompute": {"task": "office.clocks_recompute", "schedule": 3600.0},
    "filings-staffing": {"task": "filings.staffing_take", "schedule": 21_600.0},
    "tiers-standings": {"task": "tiers.standings_sweep", "schedule": 60.0},
    "sanctions-due": {"task": "sanctions.sanctions_sweep", "schedule": 60.0},
    "tiers-watch": {"task": "tiers.watch_sweep", "schedule": 10.0},
    "charter-reminders": {"task": "charter.reminders_sweep", "schedule": 21_600.0},
    "parties-erasures": {"task": "parties.erasures_sweep", "schedule": 21_600.0},
    "parties-verifications": {"task": "parties.verifications_sweep", "schedule": 15.0},
    "review-sweep": {"task": "review.queue_sweep", "schedule": 10.0},
    "stage-hosts": {"task": "stage.hosts_sweep", "schedule": 10.0},
    "rooms-partitions": {"task": "rooms.partitions_ensure", "schedule": 3600.0},
}
