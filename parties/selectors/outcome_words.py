"""What the outcomes of verifications are called."""

from django.utils.translation import gettext_lazy as _

OUTCOMES = {
    "match": _("一致"),
    "mismatch": _("不一致"),
    "mobile_mismatch": _("手机号不一致"),
    "not_found": _("查无此号"),
    "deceased": _("已注销户籍"),
    "revoked": _("已注销或吊销"),
    "expired": _("证件已过期"),
    "not_live": _("未通过活体检测"),
    "no_provider": _("没有可用的核验服务"),
    "unreachable": _("核验服务无法连接"),
    "timeout": _("核验服务超时"),
    "resting": _("核验服务连续失败，暂停询问"),
    "bad_status": _("核验服务报错"),
    "bad_signature": _("答复的签名无效"),
    "bad_answer": _("答复的格式无效"),
    "too_large": _("答复过大"),
    "stale": _("答复已过时"),
    "abandoned": _("核验中断"),
    "superseded": _("被新的核验取代"),
    "code_expired": _("验证码已过期"),
    "code_exhausted": _("验证码错误次数过多"),
}
