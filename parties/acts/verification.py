"""In what words the record tells of verifications."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from office import selectors as office
from parties.selectors.outcome_words import OUTCOMES

REQUESTS = {
    "export": _("查阅、复制个人信息"),
    "correct": _("更正个人信息"),
    "cancel": _("注销账号"),
    "erase": _("删除个人信息"),
}
CONSENTS = {
    "guardian": _("监护人同意"),
    "face": _("人脸与活体核验的单独同意"),
    "identity": _("处理身份证件信息的单独同意"),
    "likeness": _("使用他人肖像"),
    "voice": _("使用他人声音"),
}
KINDS = {
    "two_element": _("姓名与证件号"),
    "three_element": _("姓名、证件号与手机号"),
    "liveness": _("活体检测"),
    "registration": _("营业执照"),
    "manual": _("人工核验"),
}
PROVIDERS = {"sandbox": _("演示服务"), "http": _("签名接口"), "none": _("未设置")}


def outcome_word(code: str) -> str:
    """Return what an outcome is called."""
    return str(OUTCOMES.get(code, code))


def _kind(data: Data) -> str:
    return str(KINDS.get(str(data.get("kind", "")), ""))


def _consent(data: Data) -> str:
    return str(CONSENTS.get(str(data.get("kind", "")), ""))


def _request(data: Data) -> str:
    return str(REQUESTS.get(str(data.get("kind", "")), ""))


def _outcome(data: Data) -> str:
    return outcome_word(str(data.get("outcome", "")))


def _why(data: Data) -> str:
    return f"（{data['reason']}）" if data.get("reason") else ""


def _provider(data: Data) -> str:
    return str(PROVIDERS.get(str(data.get("kind", "")), ""))


VALUES = {"kind": _kind, "outcome": _outcome, "why": _why}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "parties.provider_set": Told(
        _("设置身份核验服务"), _("%(who)s设置了身份核验服务：%(kind)s"), {"kind": _provider}
    ),
    "parties.provider_tried": Told(
        _("试用身份核验服务"),
        _("%(who)s试用了身份核验服务：%(kind)s，%(outcome)s"),
        {"kind": _provider, "outcome": _outcome},
    ),
    "parties.verification_started": _told(
        _("发起身份核验"), _("%(who)s发起了对%(object)s的身份核验：%(kind)s")
    ),
    "parties.verification_passed": _told(
        _("身份核验通过"), _("%(object)s通过了身份核验：%(kind)s%(why)s")
    ),
    "parties.verification_failed": _told(
        _("身份核验未通过"), _("%(object)s未通过身份核验：%(kind)s，%(outcome)s%(why)s")
    ),
    "parties.verification_error": _told(
        _("身份核验未完成"), _("对%(object)s的身份核验没有结果：%(kind)s，%(outcome)s")
    ),
    "parties.verifications_used": Told(
        _("开播使用身份核验"), _("%(who)s开播时使用了 %(count)s 次身份核验")
    ),
    "parties.consent_given": Told(
        _("作出同意"), _("为主体%(object)s登记了同意：%(kind)s"), {"kind": _consent}
    ),
    "parties.consent_revoked": Told(
        _("撤回同意"),
        _("主体%(object)s的同意已撤回：%(kind)s%(why)s"),
        {"kind": _consent, "why": _why},
    ),
    "parties.guardian_asked": Told(_("请监护人同意"), _("%(who)s为%(object)s请监护人同意")),
    "parties.data_request_opened": Told(
        _("提出个人信息请求"), _("%(who)s为%(object)s提出了请求：%(kind)s"), {"kind": _request}
    ),
    "parties.data_request_ended": Told(
        _("答复个人信息请求"),
        _("%(who)s答复了%(object)s的请求：%(kind)s%(why)s"),
        {"kind": _request, "why": _why},
    ),
    "parties.party_exported": Told(_("取得本人信息"), _("%(object)s取得了自己的全部个人信息")),
    "parties.export_taken": Told(
        _("取走个人信息副本"), _("%(who)s取走了%(object)s的个人信息副本%(why)s"), {"why": _why}
    ),
    "parties.party_trimmed": Told(
        _("删除不须保存的信息"), _("%(who)s删除了%(object)s的个人信息，依法须保存的除外")
    ),
    "parties.party_shredded": Told(_("删除个人信息"), _("%(who)s删除了%(object)s的个人信息")),
    "parties.guardian_refused": Told(_("监护人不同意"), _("%(object)s的监护人不同意")),
}

acts.register(TOLD, {})
office.clock_words(
    {"reverify": _("重新核验运营者身份"), "party": _("主体"), "data_request": _("个人信息请求")}
)
