"""In which reports to authorities a person stands, for the copy of his own data."""

from django.utils.translation import gettext_lazy as _

from filings.models import IdentityReport
from filings.selectors.identity import identity_reports_naming
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.models import Party
from parties.selectors.contributed import Row, Section, row_of, section_register


def _reports(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    return [
        row_of(line.report, "kind", "begins_on", "ends_on", "authority", "submitted_on")
        | row_of(line, "status")
        for line in identity_reports_naming(actor, party.pk)
    ]


FIELDS = {
    "begins_on": _("期间起"), "ends_on": _("期间止"), "authority": _("报送机关"),
    "submitted_on": _("报送日期"), "status": _("信息状态"),
}  # fmt: skip
WORDS = {"status": {"new": _("新增"), "changed": _("变更"), "ended": _("终止"), "same": _("未变")}}
section_register(
    Section("identity_reports", _("依法向主管机关报送的身份信息"), _reports, FIELDS, WORDS,
            models=(IdentityReport,))
)  # fmt: skip
