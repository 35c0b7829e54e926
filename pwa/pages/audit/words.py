"""The lines of the audit log in words."""

from datetime import datetime

from msgspec import Struct

from backend.audit.store import ActorAct
from backend.audit.types import AuditLine

ACTIONS = {
    "case": "办件", "consent": "同意与撤回", "identity": "身份", "account": "账号", "catalogue": "事项", "switch": "即时办结开关", "brake": "停下机器审批",
    "after_check": "抽查",
    "person": "本人资料", "paper": "材料", "check": "预审", "receipt": "回执", "audit": "查看本记录", "keys": "密钥", "retention": "到期清除",
    "grant": "待遇变动", "payee": "收款账户", "file": "资料", "payment": "发放",
}  # fmt: skip

SAYS = {
    "case.opened": "开始填写", "case.answered": "填写申请", "case.paper_added": "上传材料", "case.paper_removed": "拿掉材料",
    "case.paper_insisted": "没有重拍，请人看材料",
    "case.decided_at_once": "机器当场批准", "case.handed_over": "转工作人员办理", "case.paper_taken_out": "取出有害文件", "file.opened": "打开资料",
    "payee.told": "提醒收款账户变更", "payee.replaced": "收款账户被新的取代", "audit.acts_read": "查看一个人的全部操作",
    "case.submitted": "提交申请", "case.accepted": "受理", "case.not_accepted": "不予受理", "case.correction_asked": "请申请人补充",
    "case.corrected": "补充后再次提交", "case.review_started": "开始审核", "case.approved": "审核通过", "case.refused": "审核未通过",
    "case.review_asked": "请求复核", "case.withdrawn": "撤回申请",
    "case.review_withdrawn": "撤回复核请求", "case.review_lapsed": "过期未补，复核结束", "case.lapsed": "过期结束", "case.completed": "办结",
    "case.receipt_revoked": "撤销决定，回执作废", "receipt.revocation_proposed": "提出撤销回执", "receipt.revocation_declined": "不同意撤销回执",
    "receipt.revoked": "撤销回执", "paper.usable": "认为材料能用", "paper.unusable": "认为材料不能用", "paper.earlier_used": "沿用以前的材料",
    "paper.licence_used": "使用电子证照", "consent.given": "同意", "consent.withdrawn": "撤回同意", "identity.proved": "核实了身份",
    "identity.disowned": "说不是本人核实的", "account.number_changed": "更换手机号", "account.number_confirmed": "窗口确认换号",
    "account.number_stopped": "停止换号", "account.closing_asked": "申请注销账号", "account.closing_undone": "不注销了",
    "account.closed": "注销账号", "person.changed": "更改本人资料", "person.exported": "下载本人资料", "person.objected": "对登记提出异议",
    "person.objection_answered": "答复异议", "catalogue.published": "发布事项", "catalogue.withdrawn": "撤回发布",
    "catalogue.retired": "停办事项", "catalogue.draft_saved": "保存草稿", "catalogue.draft_discarded": "丢弃草稿",
    "check.turned": "改预审检查的作用",
    "case.payment_stopped": "停发", "case.payment_resumed": "恢复发放", "brake.pulled": "停下机器审批", "brake.released": "恢复机器审批",
    "after_check.agreed": "抽查：同意", "after_check.disagreed": "抽查：不同意", "switch.on": "打开即时办结",
    "switch.off": "关闭即时办结", "retention.purged": "到期清除",
    "audit.read": "查看操作记录", "audit.check_asked": "要求核对记录", "keys.rotated": "更换密钥",
    "grant.change_proposed": "登记有变动，请工作人员核对", "grant.change_confirmed": "核对过，按规则变动", "grant.change_set_aside": "核对过，没有变动",
    "grant.change_lifted": "恢复发放", "grant.check_passed": "领取资格认证做好了", "grant.began": "待遇开始", "grant.band_changed": "待遇换档",
    "grant.paused": "待遇暂停",    "grant.resumed": "待遇恢复", "grant.ended": "待遇停止", "grant.reopened": "停止取消，待遇照旧",
    "payment.recovery_proposed": "提出退回多发的钱", "payment.recovery_agreed": "同意退回多发的钱", "payment.recovery_declined": "不同意退回",
    "payee.proposed": "登记收款账户", "payee.stopped": "停止收款账户",
}  # fmt: skip


class LogLine(Struct, frozen=True, kw_only=True):
    """A line of the log as an auditor reads it; `says` is "" for an act without words."""

    seq: int
    at: datetime
    actor: str
    action: str
    says: str
    subject: str
    detail: str
    group: str


def log_line(line: AuditLine) -> LogLine:
    """Put the act and its group into words where there are some; everything else stays as it was written."""
    detail = "，".join(f"{key}={value}" for key, value in line.detail.items())
    return LogLine(
        seq=line.seq, at=line.at, actor=line.actor, action=line.action, says=SAYS.get(line.action, ""), subject=line.subject,
        detail=detail, group=group_of(line.action),
    )  # fmt: skip


SOURCES = {
    "audit": "操作记录", "case_event": "办件经过", "payee_event": "账户经过", "grant_event": "待遇经过", "mandate_event": "委托经过", "staff_act": "工作人员操作",
    "access_log": "查看记录",
}  # fmt: skip


class ActShown(Struct, frozen=True):
    """One act as an auditor reads it."""

    at: datetime
    action: str
    says: str
    group: str
    subject: str
    sources: str


def act_shown(act: ActorAct) -> ActShown:
    """An act in words, with the tables in which it stands."""
    sources = "、".join(SOURCES[source] for source in act.sources)
    return ActShown(act.at, act.action, SAYS.get(act.action, ""), group_of(act.action), act.subject, sources)


def group_of(action: str) -> str:
    """The words for the group of an action, such as 办件 for `case.submitted`."""
    return ACTIONS.get(action.partition(".")[0], "其他")
