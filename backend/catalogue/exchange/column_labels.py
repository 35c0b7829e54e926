"""Chinese headings of the exchange tables' columns."""

LABELS: dict[str, str] = {
    "code": "事项编号", "name": "名称", "name_en": "英文名称", "purpose": "一句话说明", "purpose_en": "英文说明",
    "department": "部门", "item_type": "事项类型", "audience": "服务对象", "handling": "办件方式", "zero_trip": "零跑腿",
    "printable": "可打印证明", "effects": "办成以后的后果（每行一个）", "helper": "家人最多能代办到哪一步",
    "confidence": "名称的把握", "aliases": "居民的叫法（每行一个）", "life_events": "人生事件",
    "groups": "人群", "related": "相关事项", "checked_on": "上次核对日期", "review_by": "复核日期", "who": "谁能办（每行一句）", "not_who": "谁去别处办（每行一句）",
    "limit.promised": "承诺时限", "limit.promised_unit": "承诺时限单位", "limit.statutory": "法定时限",
    "limit.statutory_unit": "法定时限单位", "limit.note": "时限说明",
    "fee.charged": "是否收费", "fee.says": "费用说明", "fee.standard": "收费标准", "fee.basis": "收费依据",
    "result.name": "结果名称", "result.kind": "结果类型", "result.says": "结果说明",
    "result.payout": "没有收款账户时钱怎么发",
    "grants.kind": "待遇或资格的代号", "grants.name": "待遇或资格的名称", "grants.runs": "怎么给（month 按月，once 一次，right 资格）",
    "grants.does": "这个事项做什么（begins 开始，changes 变更，confirms 认证）", "grants.per": "按哪一题区分（如每个孩子一份）",
    "offer.text": "主动推送的短信和消息的代号", "offer.age": "满多少岁", "offer.months_before": "提前几个月问",
    "offer.by_law": "法规要求去问的", "offer.commissioned": "没有账号的人也问（登记机关委托的才可以）",
    "channels.app": "手机可办", "channels.kiosk": "自助终端可办", "channels.counter": "窗口可办", "channels.visits": "到现场次数",
    "channels.visit_reason": "到现场的原因",
    "elsewhere.system": "别处的系统", "elsewhere.operator": "系统由谁运行", "elsewhere.says": "别处办的说明", "elsewhere.how": "怎么去",
    "key": "代号", "paper": "用哪份共用说明", "what": "这是什么", "issuer": "谁出具", "where": "从哪里来", "sample": "照片要拍成怎样", "held_by": "哪个登记里已有",
    "required": "必须", "only_if": "什么时候要", "later": "可以后补", "original": "要原件", "document": "材料种类",
    "owner": "谁的证件（applicant 是申请人本人的）", "checks": "预审检查",
    "valid_months": "几个月内有效",
    "says": "说明", "kind": "类型", "label": "题目", "hint": "提示", "min": "最小值", "max": "最大值", "max_length": "最多字数",
    "reach": "可选的地方", "prefill": "预填信息", "holder": "账户是谁的",
    "moves": "答案会改什么（账户、联系方式、送达）", "when.field": "前面哪一题", "when.one_of": "答了这些才问", "section": "小标题",
    "field": "题目代号", "value": "选项值", "q": "问", "a": "答", "article": "文号或条款", "mark": "可信程度", "place": "哪一处",
    "line": "规则文件的一行",
    "source": "出处（法规代号加条款、unconfirmed、proposal）", "since": "从什么时候算起", "within": "多少", "unit": "单位（天、工作日、月、年）",
    "before": "在那之前", "by": "每年哪一天（月-日）", "since_field": "从哪道日期题算起", "lost": "过了会失去什么", "loses_claim": "过了就办不成",
    "status.state": "还办不办", "status.since": "从哪天起不办", "status.says": "不办了，居民怎么办", "status.leads_to": "改去哪些事项",
    "status.source": "不办的依据",
    "days": "提前多少天", "topic": "哪一类", "duty": "是居民必须记得的事", "sms": "可以发短信", "attribute": "登记里的哪个日期",
    "when": "什么时候（eligible 够条件，lapses 到期）",
}  # fmt: skip
"""By the column's name for programs."""
IN_TABLE = {
    ("field", "purpose"): "为什么问", ("step", "who"): "谁来做", ("deadline", "who"): "由谁",
    ("step", "name"): "步骤", ("material", "name"): "材料名称",
    ("option", "label"): "选项文字",
}  # fmt: skip
"""Where a name means something else in one table."""
TABLE_LABELS = {
    "services": "事项", "material": "材料", "step": "步骤", "field": "表单", "question": "问答", "deadline": "最晚什么时候", "announce": "提前告知", "legal": "依据",
    "option": "选项", "provenance": "出处", "rule": "规则",
}  # fmt: skip
"""Names of the sheets; an import finds them by these."""
NOTE_SHEET = "说明"
YES, NO = "是", "否"
YEAR_FIRST = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?"
"""A date as spreadsheets rewrite it."""
YUAN = "元"
