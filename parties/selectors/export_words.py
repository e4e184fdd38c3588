"""In what words a copy of one's own data tells people what programs read in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parties.models import (
    Amendment,
    Card,
    Consent,
    Credential,
    DataRequest,
    Document,
    Mark,
    Party,
    Tie,
    Verification,
)
from parties.selectors.contributed import Section, sections

PARTS: dict[str, tuple[Any, type[Any]]] = {
    "party": (_("登记资料"), Party),
    "documents": (_("证件"), Document),
    "marks": (_("收款账户与设备（只存摘要）"), Mark),
    "credentials": (_("许可与证书"), Credential),
    "verifications": (_("身份核验"), Verification),
    "consents": (_("同意"), Consent),
    "cards": (_("营业信息公示"), Card),
    "ties": (_("合作关系"), Tie),
    "requests": (_("个人信息请求"), DataRequest),
    "amendments": (_("请求更正的内容"), Amendment),
}
FIELDS: dict[str, Any] = {
    "kind": _("类型"), "roles": _("身份"), "public_name": _("对外名称"),
    "occupation": _("职业或职务"), "nationality": _("国籍"), "state": _("状态"),
    "created_at": _("登记时间"), "name": _("姓名或名称"), "mobile": _("手机号"),
    "address": _("地址"), "country": _("签发地"), "valid_until": _("有效期至"),
    "given_at": _("提交时间"), "number": _("号码或版本"), "provider": _("核验服务"),
    "outcome": _("结果"), "started_at": _("开始时间"), "text_version": _("告知内容版本"),
    "expires_at": _("到期"), "revoked_at": _("撤回时间"), "agencies": _("服务机构"),
    "licences": _("行政许可"), "published_at": _("公示时间"), "keeper": _("经营者姓名"),
    "code": _("统一社会信用代码"), "contact": _("联系方式"), "since": _("开始"),
    "until": _("结束"), "asked_at": _("提出时间"), "ended_at": _("办结时间"),
    "fields": _("更正的项目"), "words": _("说明"),
}  # fmt: skip


class Part(NamedTuple):
    """One kind of thing that is filed: each row is its fields by name."""

    label: str
    rows: list[list[tuple[str, str]]]


def export_parts(found: Mapping[str, Any]) -> list[Part]:
    """Return what a copy holds, part by part, in the reader's language."""
    own = [
        Section(name, label, _nothing, models=(model,)) for name, (label, model) in PARTS.items()
    ]
    parts = []
    for section in (*own, *sections()):
        rows = found[section.name]
        rows = rows if isinstance(rows, list) else [rows]
        told = [
            [(_label(section, key), _said(section, key, row[key])) for key in row] for row in rows
        ]
        parts.append(Part(str(section.label), told))
    return parts


def _nothing(*_given: object) -> list[dict[str, Any]]:
    return []


def _label(section: Section, name: str) -> str:
    return str(section.fields.get(name) or FIELDS.get(name, name))


def _said(section: Section, name: str, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_said(section, name, one) for one in value) or "—"
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values() if one)
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    word = _word(section, name, value)
    if word:
        return word
    if name.endswith("_at") or name in ("since", "until"):
        return _instant(str(value))
    return str(value)


def _word(section: Section, name: str, value: Any) -> str:
    if (said := section.words.get(name, {}).get(value)) is not None:
        return str(said)
    for model in section.models:
        if (label := _choices(model, name).get(value)) is not None:
            return gettext(str(label))
    return ""


def _instant(text: str) -> str:
    """Return an instant as a page says it, in the platform's own time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{localtime(found):%Y-%m-%d %H:%M}" if found.tzinfo else text


def _choices(model: type[Any], name: str) -> dict[Any, Any]:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return {}
    return dict(getattr(getattr(field, "base_field", field), "flatchoices", ()))
