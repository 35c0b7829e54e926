"""Names of the events of a case, as its resident reads them."""

EVENT_SAYS = {
    "opened": "开始填写", "submitted": "提交", "decided_at_once": "系统按规则核对，当场通过", "handed_over": "转给工作人员核对",
    "accepted": "已受理", "not_accepted": "没有受理", "correction_asked": "请您补充材料", "corrected": "您补充后再次提交",
    "review_started": "开始审核", "approved": "审核通过", "refused": "审核未通过", "review_asked": "您请求再看一次",
    "withdrawn": "您撤回了", "lapsed": "过期结束", 
    "review_withdrawn": "您撤回了复核请求，原决定照旧", "review_lapsed": "过期未补，复核结束，原决定照旧", "completed": "办结",
    "paper_added": "上传了一份材料", "paper_removed": "删去了一份材料", "paper_insisted": "没有重拍，请工作人员看这份材料",
    "answered": "填写了内容", "receipt_revoked": "决定撤销，回执作废", "paper_taken_out": "一份材料没有通过安全检查，已经取出",
    "payment_stopped": "停发", "payment_resumed": "恢复发放",
}  # fmt: skip
QUIET = frozenset({"answered", "paper_added", "paper_removed", "paper_insisted", "opened"})
"""Kinds that a timeline leaves out."""
