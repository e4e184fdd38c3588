"""In what words the record tells of files. They are named by their kind: a name may be personal."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.acts import Told
from office import selectors


def names_of(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what files are, by id."""
    return {str(one.pk): one.kind for one in selectors.files_named(actor, ids)}


acts.register(
    {
        "office.file_stored": Told(_("存入文件"), _("%(who)s存入了文件（%(object)s）")),
        "office.file_opened": Told(_("取出文件"), _("%(who)s取出了文件（%(object)s）")),
        "office.file_kept": Told(_("留作佐证"), _("%(who)s把文件（%(object)s）留作佐证")),
        "office.file_discarded": Told(_("删除文件"), _("%(who)s删除了文件（%(object)s）")),
        "office.file_restored": Told(_("撤销删除"), _("%(who)s撤销了删除文件（%(object)s）")),
        "office.file_destroyed": Told(_("销毁文件"), _("%(who)s销毁了文件（%(object)s）")),
    },
    {"file": names_of},
)
