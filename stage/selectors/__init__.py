"""Ask about what is set before the audience."""

from stage.selectors.element import (
    element_list,
    element_party_require,
    version_content,
    version_get,
    version_list,
    versions_waiting,
    waiting_count,
)
from stage.selectors.host import (
    host_get,
    host_list,
    hosts_by_consent,
    hosts_ended,
    hosts_waiting,
    likeness_agreed,
    mark_find,
    tenants_with_ended_hosts,
)
from stage.selectors.minors import (
    Notice,
    kinds_of,
    minors_get,
    minors_list,
    minors_notice,
    notice_shown_count,
    placements,
    spent_on,
    withheld_register,
)
from stage.selectors.place import place_find, place_location, place_names
from stage.selectors.terms import Place, place_rows, terms_changes, terms_get

__all__ = [
    "Notice",
    "Place",
    "element_list",
    "element_party_require",
    "host_get",
    "host_list",
    "hosts_by_consent",
    "hosts_ended",
    "hosts_waiting",
    "kinds_of",
    "likeness_agreed",
    "mark_find",
    "minors_get",
    "minors_list",
    "minors_notice",
    "notice_shown_count",
    "place_find",
    "place_location",
    "place_names",
    "place_rows",
    "placements",
    "spent_on",
    "tenants_with_ended_hosts",
    "terms_changes",
    "terms_get",
    "version_content",
    "version_get",
    "version_list",
    "versions_waiting",
    "waiting_count",
    "withheld_register",
]
