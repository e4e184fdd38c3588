"""What charter does: texts, agreements, checks, courses, trainings."""

from charter.services import unmask as _unmask  # noqa: F401  (it registers itself)
from charter.services.agency import SUBJECT as AGENCY_SUBJECT
from charter.services.agency import (
    Done,
    RecruitmentIncomplete,
    agency_look_days,
    agency_record,
    agency_remind,
)
from charter.services.agreement import (
    AgreementOver,
    DigestDiffers,
    Signature,
    VersionOver,
    agreement_accept,
    agreement_end,
)
from charter.services.check import NotConcluded, Seen, check_record
from charter.services.course import (
    CourseDrafted,
    Lesson,
    course_draft,
    course_edit,
    course_publish,
    course_retire,
)
from charter.services.first_training import first_trainings_remind
from charter.services.objection import ObjectionsClosed, objection_answer, objection_make
from charter.services.reminder import reminders_send
from charter.services.training import (
    Overlapping,
    Taken,
    TooFast,
    TrainingOver,
    training_annul,
    training_begin,
    training_finish,
    training_record,
    training_refuse,
)
from charter.services.version import (
    CHANGED,
    Draft,
    DraftExists,
    InForce,
    NotDraft,
    PassageMissing,
    TooSoon,
    version_draft,
    version_edit,
    version_mark,
    version_publish,
    version_withdraw,
)

__all__ = [
    "AGENCY_SUBJECT",
    "CHANGED",
    "AgreementOver",
    "CourseDrafted",
    "DigestDiffers",
    "Done",
    "Draft",
    "DraftExists",
    "InForce",
    "Lesson",
    "NotConcluded",
    "NotDraft",
    "ObjectionsClosed",
    "Overlapping",
    "PassageMissing",
    "RecruitmentIncomplete",
    "Seen",
    "Signature",
    "Taken",
    "TooFast",
    "TooSoon",
    "TrainingOver",
    "VersionOver",
    "agency_look_days",
    "agency_record",
    "agency_remind",
    "agreement_accept",
    "agreement_end",
    "check_record",
    "course_draft",
    "course_edit",
    "course_publish",
    "course_retire",
    "first_trainings_remind",
    "objection_answer",
    "objection_make",
    "reminders_send",
    "training_annul",
    "training_begin",
    "training_finish",
    "training_record",
    "training_refuse",
    "version_draft",
    "version_edit",
    "version_mark",
    "version_publish",
    "version_withdraw",
]
