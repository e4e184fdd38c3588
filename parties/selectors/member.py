"""What the house keeps of a party that has a login: its account, its letters, its own files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from accounts import services as contacts
from accounts.models import Membership
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from office import selectors as office
from office.models import File
from parties.models import Party
from parties.selectors.contributed import MOST, Row, Section, row_of, section_register, text_of


def _account(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    if party.user_id is None:
        return []
    found = accounts.membership_list(actor).filter(user_id=party.user_id).select_related("user")
    habit = office.habit_of(actor, party.user_id)
    told = {
        "login_mobile": contacts.contact_copied(actor, party.user_id),
        "mail_address": office.address_of(habit),
        "language": habit.language,
    }
    return [
        {"login": one.user.get_username(), "roles": list(one.roles), "is_active": one.is_active}
        | {"created_at": text_of(one.created_at)}
        | told
        for one in found
    ]


def _letters(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    if party.user_id is None:
        return []
    return [
        {"topic": office.topic_name(one.letter.topic), "subject": one.written.subject}
        | {"body": one.written.body}
        | row_of(one.letter, "created_at", "shown_at", "read_at", "acknowledged_at")
        for one in office.letters_copied(actor, party.user_id, MOST)
    ]


def _files(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    if party.user_id is None:
        return []
    found = office.files_owned(actor, party.user_id, MOST)
    return [
        {"file_name": name} | row_of(one, "kind", "size", "created_at", "expires_at", "gone_at")
        for one, name in found
    ]


ACCOUNT: dict[str, Any] = {
    "login": _("登录名"), "login_mobile": _("登录手机号"), "mail_address": _("邮箱"),
    "language": _("语言"), "is_active": _("是否有效"),
}  # fmt: skip
LETTER: dict[str, Any] = {
    "topic": _("主题"), "subject": _("标题"), "body": _("内容"), "created_at": _("写于"),
    "shown_at": _("展示时间"), "read_at": _("阅读时间"), "acknowledged_at": _("确认时间"),
}  # fmt: skip
FILE: dict[str, Any] = {
    "file_name": _("文件名"), "kind": _("格式"), "size": _("大小（字节）"),
    "created_at": _("存入时间"), "gone_at": _("销毁时间"),
}  # fmt: skip
LANGUAGES = {"language": {"zh": "中文", "en": "English"}}

section_register(
    Section("account", _("登录账号"), _account, ACCOUNT, LANGUAGES, models=(Membership,))
)
section_register(Section("letters", _("收到的消息"), _letters, LETTER))
section_register(Section("files", _("交来的文件"), _files, FILE, models=(File,)))
