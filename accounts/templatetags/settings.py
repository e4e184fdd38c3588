"""Names for what settings pages show: roles, scopes, numbers, acts of the record."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

ROLES: dict[str, Any] = {
    "system_admin": _("系统管理员"),
    "security_admin": _("安全管理员"),
    "audit_admin": _("审计管理员"),
    "officer": _("合规专员"),
    "viewer": _("只读人员"),
    "streamer": _("主播"),
    "merchant": _("商家"),
}
SCOPES: dict[str, Any] = {
    "rooms.read": _("读取直播间"),
    "rooms.write": _("管理直播间与场次"),
    "events.write": _("上报直播事件"),
    "inspect": _("发布前审核"),
    "measures.read": _("读取处置措施"),
    "measures.write": _("回执与处置"),
    "files.read": _("取出文件"),
    "files.write": _("存入文件"),
    "clocks.read": _("读取时限"),
    "parties.read": _("读取主体"),
    "parties.write": _("登记与核验主体"),
    "charter.read": _("读取规则与协议"),
    "charter.write": _("签署协议与培训记录"),
    "stage.read": _("读取开播要素"),
    "stage.write": _("申报开播要素"),
    "tiers.read": _("读取分级"),
    "tiers.write": _("上报分级指标"),
    "sanctions.read": _("读取处罚与申诉"),
    "sanctions.write": _("提出处罚"),
    "review.read": _("读取审核队列"),
    "review.write": _("处理审核队列"),
    "studio.read": _("读取规则与试跑"),
    "studio.write": _("编写规则与词表"),
    "catalog.read": _("读取目录、商品与供应商"),
    "catalog.write": _("登记商品与供应商"),
    "catalog.draft": _("起草商品负面目录"),
    "complaints.read": _("读取投诉"),
    "complaints.write": _("登记与处理投诉"),
    "tax.read": _("读取涉税信息"),
    "tax.write": _("登记收款人与支付"),
    "tax.report": _("涉税关账、计算、报送与登记"),
    "outbox.read": _("读取向主管部门的报告"),
    "outbox.write": _("起草向主管部门的报告"),
    "evidence.read": _("查看与取出证据包"),
    "evidence.write": _("制作证据包"),
}
NUMBERS: dict[str, Any] = {
    "undo_window_s": (_("撤销时限"), _("专员发出处置后，多少秒内可以撤销。")),
    "acknowledge_s": (_("确认时限"), _("主播多少秒内没有确认就升级。")),
    "execute_s": (_("执行时限"), _("限制流量、暂停直播多少秒内没有执行就告警。")),
    "risk_prompt": (_("提示阈值"), _("风险达到多少分时弹窗提示；直播墙从这里开始标为需关注。")),
    "risk_warning": (_("警示阈值"), _("风险达到多少分时发出违规警示。")),
    "risk_limit": (_("限流阈值"), _("风险达到多少分时限制流量；直播墙从这里开始标为需立即处理。")),
    "step_up_minutes": (_("身份确认有效期"), _("再次确认身份后，多少分钟内同样的操作不再询问。")),
    "step_up_mfa": (_("确认须用第二因素"), _("再次确认身份时，只有密码的人不能通过。")),
    "step_up_suspend": (_("停播前确认身份"), _("专员作出停播前须再次确认身份。")),
    "unmask_per_hour": (_("每小时可查看次数"), _("一个人一小时内最多查看多少条完整的个人信息。")),
    "review_within_h": (
        _("人工审核承诺"),
        _("待人工审核的内容，承诺多少小时内作出决定；到期前提醒，超期留痕。0 为不设。"),
    ),
    "quiet_from_h": (_("静默开始"), _("几点起，可以等的邮件留到次日早上（北京时间）。")),
    "quiet_to_h": (_("静默结束"), _("几点起，留下的邮件合成一封发出；与开始相同则不设静默时段。")),
    "filing_warn_d": (_("许可到期提醒"), _("许可到期前多少个工作日开始提醒负责人。")),
    "assessment_within_d": (
        _("安全评估期限"),
        _("安全评估启动后，多少天内完成；法律没有规定天数，由平台自定。"),
    ),
    "scale_rise_percent": (
        _("用户规模显著增加"),
        _("上报的用户规模比上次评估时增加百分之多少，就启动安全评估。"),
    ),
    "agency_faked_rooms": (
        _("追溯服务机构"),
        _("同一服务机构的几个直播间三十天内出现数据异常，就追溯该机构是否组织虚假交易。"),
    ),
    "agency_trace_d": (_("查明服务机构"), _("追溯开始后，多少个工作日之内查明。")),
    "identity_correct_d": (
        _("更正身份信息报送"),
        _("发现报送有误后，多少天之内向市场监管部门更正。"),
    ),
    "report_within_d": (
        _("向主管部门报告"),
        _("需要向主管部门报告的事项，多少个工作日之内发出。法律只说“及时”，没有数字。"),
    ),
    "report_two": (
        _("报告由两人批准"),
        _("所有向主管部门的报告都由两名专员批准。不设时，只有写明个人的和撤回的须两人。"),
    ),
    "incident_cii": (
        _("关键信息基础设施"),
        _("平台被认定为关键信息基础设施：较大以上事件 1 小时内报告保护工作部门和公安机关。"),
    ),
    "incident_report_h": (
        _("较大以上事件首次报告"),
        _("发现后多少小时内发出首次报告；法律为 4 小时，只能更快。"),
    ),
    "incident_prompt_h": (
        _("其他事件的报告"),
        _("法律只说“立即”或“及时”的事件，发现后多少小时内报告；缺陷、漏洞不得超过 24 小时。"),
    ),
    "incident_ready_percent": (
        _("事件报告备好"),
        _("报告时限过去百分之多少仍未发出，就提前告知安全管理员。0 为不设。"),
    ),
    "transparency_every": (
        _("透明度报告"),
        _("系统在期满时编制草稿：1 每月，2 每季度，3 每半年，4 每年，0 不自动编制。"),
    ),
    "transparency_two": (
        _("透明度报告由两人发布"),
        _("阅读的专员和发布的专员不是同一人。不设时，一名专员阅后即可发布。"),
    ),
    "technology_review_d": (_("新技术复核"), _("新技术上线后，默认多少天之内复核一次。")),
    "live_hours_each": (
        _("人均巡查时长"),
        _("一名巡查人员一周最多巡查多少小时直播，超出时提示人手不足。0 为不设。"),
    ),
    "agreement_tacit": (
        _("默示接受修改"),
        _("协议有重要修改时，到施行日未提出异议视为接受；否则须重新签署才能继续开播。"),
    ),
    "supplier_look_days": (
        _("供应商复核间隔"),
        _("供应商核验后，多少天内再核验一次；法律没有规定天数，由平台自定。"),
    ),
    "paper_look_days": (
        _("长期证照复核间隔"),
        _("没有写明有效期的证照和用语证明，多少天内复核一次；法律没有规定天数，由平台自定。"),
    ),
    "look_overdue": (
        _("逾期未复核不得上播"),
        _(
            "供应商或没有写明有效期的证照逾期未复核时，商品不得上播；关闭时只提示。法律没有规定天数。"
        ),
    ),
    "brand_chain": (
        _("品牌授权链"),
        _("0 不查；1 缺少授权时提示；2 缺少授权时商品不得上播。没有条文点名要求，由平台自定。"),
    ),
    "goods_within_h": (
        _("商品审核时限"),
        _("待审核的商品多少小时内作出决定；过四分之三提醒专员，逾期并告知系统管理员。0 为不设。"),
    ),
    "agreement_check_days": (
        _("协议履行检查间隔"),
        _("与服务机构的协议，多少天内检查一次是否履行；逾期提醒专员。法律没有规定天数。"),
    ),
    "agency_duties": (
        _("服务机构自身的义务"),
        _(
            "租户类型为“服务机构或商家”时有效。只销售自己商品、不为直播营销人员提供服务的商家，可以关闭。"
        ),
    ),
    "agency_look_days": (
        _("机构日常管理间隔"),
        _("服务机构对每名直播营销人员、每家合作的运营者，多少天内检查一次。法律没有规定天数。"),
    ),
    "agency_handle_d": (
        _("机构处置违法行为"),
        _("服务机构发现问题后，多少个工作日内采取处置措施；法律要求及时，没有规定天数。"),
    ),
    "agency_remind_days": (
        _("机构提醒法定义务"),
        _("服务机构多少天提醒一次直播营销人员应当依法履行的义务。法律没有规定天数。"),
    ),
    "minor_access_h": (
        _("查看未成年人信息的批准"),
        _("批准合规专员查看一名未成年人的个人信息后，多少小时内有效。法律没有规定时长。"),
    ),
    "domicile_code": (
        _("平台住所地"),
        _("行政区划代码，2、4 或 6 位数字；不知道所在地的直播间归入这里。0 为未填写。"),
    ),
    "retention_waits": (
        _("直播记录等待告知"),
        _(
            "没有告知一场直播的交易何时全部完成的，期满也不销毁：法律从交易完成之日起算。"
            "关闭后按下播之日起算，另加下一项的天数。"
        ),
    ),
    "retention_grace_d": (
        _("销毁宽限"),
        _("期限届满后再过多少天销毁；其间可以查看预告、设立留存。法律没有规定天数。"),
    ),
    "retention_margin_d": (
        _("直播记录多保存"),
        _("不等待告知的，保存期满后再过多少天销毁；告知了的，按法律从交易完成起算，不再多保存。"),
    ),
    "unreachable_update_d": (
        _("无法联系者的更新期限"),
        _("提醒之后，多少个工作日内须更新信息；期满可以采取措施。法律没有规定天数。"),
    ),
    "unreachable_lift_d": (
        _("核验更新并解除措施"),
        _("无法联系者更新信息之后，多少个工作日内核验并解除措施。法律没有规定天数。"),
    ),
    "inspection_answer_d": (
        _("答复监督检查要求"),
        _("主管部门没有写明期限的，多少个工作日内答复。法律没有规定天数。"),
    ),
    "inspection_acknowledge_d": (
        _("签收监督检查要求"),
        _("收到主管部门的要求后，多少个工作日内签收。法律没有规定天数。"),
    ),
    "inspection_ready_d": (
        _("提前备妥答复"),
        _("答复期限之前多少个工作日须备妥；到时没有答复的，报系统管理员。0 为不设。"),
    ),
    "place_valid_h": (
        _("场所申报有效期"),
        _("申报直播场所后，多少小时内开播不必重新申报；直播中移动须随时重报。0 为不设。"),
    ),
    "mark_lost_s": (_("生成标识中断"), _("虚拟形象的人工智能生成标识消失多少秒就告警。")),
    "minor_single_yuan": (
        _("未成年人单次限额"),
        _("未成年人模式的账号单次最多消费多少元；监护人设得更低的，从其低。0 为不设。"),
    ),
    "minor_daily_yuan": (
        _("未成年人单日限额"),
        _("未成年人模式的账号一天最多消费多少元；监护人设得更低的，从其低。0 为不设。"),
    ),
    "review_finding_min": (
        _("发现处理时限"),
        _("高风险发现多少分钟内须有人处理，中风险为其四倍；决定在审核队列中的先后。"),
    ),
    "review_content_min": (
        _("发布前审核时限"),
        _("未作人工审核承诺时，待审内容多少分钟内须有人处理。"),
    ),
    "review_hold_most": (_("同时持有"), _("一名专员最多同时持有多少个审核事项。")),
    "review_skip_min": (_("跳过间隔"), _("跳过的事项多少分钟内不再分给同一专员。")),
    "review_second_percent": (
        _("复核抽样"),
        _("百分之多少的决定由另一名专员盲审，用于统计一致率。"),
    ),
    "review_golden_percent": (_("质检题比例"), _("每百项待审内容混入多少道已知答案的质检题。")),
    "review_rest_min": (_("连续审核"), _("连续审核多少分钟后提醒休息。0 为不设。")),
    "review_most_hour": (_("每小时审核量"), _("一小时处理多少项后提醒休息。0 为不设。")),
    "review_rest_binds": (
        _("强制休息"),
        _("到了提醒休息的时候，休息十分钟之前不再分给新的审核事项和巡查。"),
    ),
    "patrol_every_min": (_("巡查间隔"), _("每隔多少分钟按分级比例抽取一次人工巡查。")),
    "patrol_within_min": (_("巡查时限"), _("抽中后多少分钟内须有人巡查，到期告警。")),
    "recording_within_h": (
        _("录像上报期限"),
        _("下播后多少小时内上报录像；到期仍有缺口就告警。法律没有规定时长。"),
    ),
    "recording_probe_d": (
        _("录像核对间隔"),
        _("每段录像多少天核对一次是否还在、是否相符。法律没有规定天数。"),
    ),
    "witness_silent_min": (
        _("见证方没有应答"),
        _("登记的见证方多少分钟没有对新的检查点签名，就告警。"),
    ),
    "traffic_z": (_("数据突增阈值"), _("点赞、订单、关注或观看超出平常波动多少倍时列为异常。")),
    "traffic_likes_per_viewer": (
        _("人均点赞上限"),
        _("每名在场观众每分钟点赞多少次以上列为异常。"),
    ),
    "traffic_orders_percent": (
        _("下单占比上限"),
        _("每分钟订单数达到在场观众的百分之多少列为异常。"),
    ),
    "traffic_refund_percent": (_("退款占比上限"), _("半小时内退款达到订单的百分之多少列为异常。")),
}
UNITS: dict[str, Any] = {
    "s": _("秒"),
    "points": _("分"),
    "min": _("分钟"),
    "yuan": _("元"),
    "times": _("次"),
    "switch": _("是或否"),
    "grade": _("级"),
    "h": _("点"),
    "hours": _("小时"),
    "days": _("天"),
    "working_days": _("个工作日"),
    "percent": "%",
    "code": _("代码"),
}
PURPOSES: dict[str, Any] = {
    "export": _("导出数据"),
    "unmask": _("查看完整的个人信息"),
    "sanction": _("作出停播等处置"),
    "evidence": _("取出证据"),
    "package": _("制作证据包"),
    "shred": _("销毁一个人的个人信息"),
    "identity": _("人工核验身份"),
    "gate": _("更改准入检查的方式"),
    "sharing": _("加入、变更或退出黑名单共享"),
}
FIELDS: dict[str, Any] = {
    "mobile": _("手机号"),
    "name": _("姓名或名称"),
    "address": _("地址"),
    "phone": _("电话"),
    "email": _("邮箱"),
    "order_ref": _("订单号"),
    "number": _("证件号码"),
    "signer_name": _("签署人姓名"),
    "ip": _("IP 地址"),
    "location": _("精确位置"),
    "party_export": _("个人信息副本"),
    "identity_report": _("身份信息报送文件"),
}
FACTORS: dict[str, Any] = {"mfa": _("第二验证因素"), "password": _("密码")}
KINDS: dict[str, Any] = {
    "platform": _("直播营销平台"),
    "own_site": _("自建网站运营者"),
    "agency": _("服务机构或商家"),
}
STATES: dict[str, Any] = {"active": _("正常"), "suspended": _("已停用"), "closed": _("已关闭")}
APPS: dict[str, Any] = {
    "accounts": _("平台与人员"),
    "office": _("办公室"),
    "parties": _("主体与身份"),
    "charter": _("规则与协议"),
    "filings": _("许可与备案"),
    "rooms": _("直播间"),
    "stage": _("开播要素"),
    "tiers": _("分级管理"),
    "moderation": _("检查与处置"),
    "conduct": _("直播行为"),
    "sanctions": _("处罚与申诉"),
}
ACTORS: dict[str, Any] = {"user": _("成员"), "key": _("密钥"), "system": _("系统")}


@register.filter
def named(value: object, of: str) -> str:
    """Return the name of a role, scope, unit, kind, state or actor."""
    tables = {
        "role": ROLES,
        "scope": SCOPES,
        "unit": UNITS,
        "kind": KINDS,
        "state": STATES,
        "actor": ACTORS,
        "app": APPS,
        "purpose": PURPOSES,
        "factor": FACTORS,
        "field": FIELDS,
    }
    return str(tables[of].get(str(value), value))


@register.filter
def named_all(values: Iterable[object], of: str) -> list[str]:
    """Return the names of several."""
    return [named(value, of) for value in values]
