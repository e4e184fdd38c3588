"""Ask about complaints and the terms that hold for them."""

from complaints.selectors.complaint import (
    FORMS,
    SECRETS,
    SUBJECT,
    Wanted,
    attachments_of,
    clocks_of,
    complaint_find_external,
    complaint_get,
    complaint_list,
    complaint_of_form,
    complaint_opened,
    merged_with,
    messages_of,
    receipt_of_form,
    steps_of,
)
from complaints.selectors.reading import KEY, texts_of, who_of, words_of
from complaints.selectors.terms import Held, terms_get, terms_in_force, terms_list

__all__ = [
    "FORMS",
    "KEY",
    "SECRETS",
    "SUBJECT",
    "Held",
    "Wanted",
    "attachments_of",
    "clocks_of",
    "complaint_find_external",
    "complaint_get",
    "complaint_list",
    "complaint_of_form",
    "complaint_opened",
    "merged_with",
    "messages_of",
    "receipt_of_form",
    "steps_of",
    "terms_get",
    "terms_in_force",
    "terms_list",
    "texts_of",
    "who_of",
    "words_of",
]
