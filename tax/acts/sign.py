"""In what words the record tells what was made of signs of splitting."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from tax import selectors
from tax.selectors import sign as words
from tax.services import sign


def _verdict(data: Data) -> str:
    return str(words.STATES.get(str(data.get("verdict", "")), ("", ""))[0])


VALUES = {"verdict": _verdict}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "tax.signs_looked": _told(
        _("查找拆分收入线索"), _("%(who)s查找了拆分收入线索：新增 %(found)s 条")
    ),
    "tax.sign_decided": _told(_("核实拆分收入线索"), _("%(who)s核实了线索%(object)s：%(verdict)s")),
}

acts.register(TOLD, {sign.SUBJECT: selectors.sign_names})
