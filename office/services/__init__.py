"""What the office does: keep clocks, run jobs, keep files, send messages."""

from office.rules.policies import Policy
from office.services import record as _record  # noqa: F401  (it registers itself)
from office.services.address import LINK_VALID, LinkGone, address_confirm, address_set, link_check
from office.services.calendar import calendar_load, calendar_set, calendar_unset
from office.services.clock import (
    ClockEnded,
    LaxerThanLaw,
    MetByAct,
    clock_confirm,
    clock_escalate,
    clock_meet,
    clock_pause,
    clock_reassign,
    clock_resume,
    clock_start,
    clocks_close,
    clocks_hear,
)
from office.services.clock_letters import clock_escalation_tell, clock_tell
from office.services.clock_watch import clocks_follow, clocks_recompute
from office.services.faulty import faults_keep, faults_store
from office.services.file import (
    Opened,
    file_begin,
    file_destroy,
    file_finish,
    file_open,
    file_store,
    files_expire,
)
from office.services.habit import Wishes, habit_set
from office.services.job import (
    job_cancel,
    job_kind,
    job_retry,
    job_start,
    job_told,
    kind_label,
)
from office.services.letter import (
    About,
    letter_acknowledge,
    letter_read,
    letter_show,
    letters_acknowledge_about,
    letters_deliver,
    letters_read,
    mail_send,
    message_send,
)
from office.services.mail import mails_gather, mails_send
from office.services.peek import Peek, table_peek
from office.services.purposes import Purpose, file_purpose
from office.services.run import job_help, job_run
from office.services.shelf import shelf_discard, shelf_keep, shelf_restore, shelf_store
from office.services.strays import strays_collect, tenants_with_parts
from office.services.ticket import VALID as TICKET_VALID
from office.services.ticket import file_ticket_issue, file_ticket_use
from office.services.version import (
    Draft,
    NoDraft,
    OwnVersion,
    draft_require,
    first_day_require,
    version_discard,
    version_keep,
    version_publish,
    version_told,
)

__all__ = [
    "LINK_VALID",
    "TICKET_VALID",
    "About",
    "ClockEnded",
    "Draft",
    "LaxerThanLaw",
    "LinkGone",
    "MetByAct",
    "NoDraft",
    "Opened",
    "OwnVersion",
    "Peek",
    "Policy",
    "Purpose",
    "Wishes",
    "address_confirm",
    "address_set",
    "calendar_load",
    "calendar_set",
    "calendar_unset",
    "clock_confirm",
    "clock_escalate",
    "clock_escalation_tell",
    "clock_meet",
    "clock_pause",
    "clock_reassign",
    "clock_resume",
    "clock_start",
    "clock_tell",
    "clocks_close",
    "clocks_follow",
    "clocks_hear",
    "clocks_recompute",
    "draft_require",
    "faults_keep",
    "faults_store",
    "file_begin",
    "file_destroy",
    "file_finish",
    "file_open",
    "file_purpose",
    "file_store",
    "file_ticket_issue",
    "file_ticket_use",
    "files_expire",
    "first_day_require",
    "habit_set",
    "job_cancel",
    "job_help",
    "job_kind",
    "job_retry",
    "job_run",
    "job_start",
    "job_told",
    "kind_label",
    "letter_acknowledge",
    "letter_read",
    "letter_show",
    "letters_acknowledge_about",
    "letters_deliver",
    "letters_read",
    "link_check",
    "mail_send",
    "mails_gather",
    "mails_send",
    "message_send",
    "shelf_discard",
    "shelf_keep",
    "shelf_restore",
    "shelf_store",
    "strays_collect",
    "table_peek",
    "tenants_with_parts",
    "version_discard",
    "version_keep",
    "version_publish",
    "version_told",
]
