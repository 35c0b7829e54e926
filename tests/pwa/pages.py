"""A few pages made of the shell and the components, with real words in them: what the look is tested on without routes."""

from typing import Any

from backend.catalogue.load import read_categories
from pwa.gallery import gallery_items
from pwa.templates import SHELL, the_environment

SHOW = "{% extends 'layouts/page.html' %}{% block title %}样页{% endblock %}{% block main %}"
ASK = "{% extends 'layouts/question.html' %}{% block title %}样页{% endblock %}{% block question %}"
END = "{% endblock %}"
FORM = """<form class="form" method="post" action="/x" novalidate>{{ ui.token(token) }}
{{ ui.choice_field("living_place", "老人现在住在哪里？", places, error=errors[0].text if errors else "", heading=true) }}
<div data-module="asked_when" data-field="province" data-values="湖南">{{ ui.text_field("town", "在湖南哪里？") }}</div>
<div data-module="asked_when" data-field="living_place" data-values="elsewhere">{{ ui.text_field("province", "住在哪个省？") }}</div>
{{ ui.phone_field("contact_phone", "联系电话", error=errors[1].text if errors else "") }}
{{ ui.textarea_field("why", "还想说什么？", max_length=200, optional=true) }}
{{ ui.button("保存，继续", wide=true) }}</form>"""
PLACES = [{"value": "futian", "label": "福田区"}, {"value": "elsewhere", "label": "深圳以外"}]
FLOW = {"back": "#", "step": "第2页，共3页", "leave": "#", "places": PLACES}
WRONG = [
    {"text": "请选一个老人现在住的地方", "href": "#f-living_place"},
    {"text": "手机号应是11位数字，现在是10位", "href": "#f-contact_phone"},
]
SENDING = {
    "case": "7c9a1f5e-3a51-4d0e-9a83-0f6f1f4b2c11",
    "slot": "id_card",
    "owner": "her",
    "key": "5a" * 32,
    "held": "",
    "there": {},
    "going": None,
}
HALFWAY = {
    "address": "/uploads/before",
    "name": "身份证正面.jpg",
    "percent": 62,
    "sha256": "0" * 64,
    "original": "",
    "shrunk": False,
    "length": 1000,
}
FACTS = [
    {"label": label, "value": "不收费", "note": "对不上的由工作人员接着看"}
    for label in ("谁能办", "要什么", "多久", "多少钱")
]
TASKS = [
    {"name": "拍身份证", "href": "#", "status": s, "hint": "打开看看"}
    for s in ("done", "problem", "todo", "later", "reading")
]
REASONS = [
    {"says": "年满70周岁", "answer": a, "seen": "82岁", "source": "公安户籍和人口登记", "note": "还可以补充"}
    for a in ("yes", "no", "unknown")
]
ROWS = [{"label": "事项", "value": "高龄老人津贴申请", "href": "#", "source": "公安户籍和人口登记"}]
PAID = [{"month": "2026年10月", "yuan": "300元", "text": t, "tone": tone, "says": says} for t, tone, says in (
    ("已到账", "good", "2026年10月20日，尾号4417"), ("被银行退回", "bad", "2026年9月21日，尾号4417，账户和姓名对不上"))]  # fmt: skip
GRANT = {
    "view": {"name": "高龄老人津贴", "case_id": "7c9a", "todo": "account", "account_tail": "4417", "change_with": "FT0205002",
             "state": "running", "why": ""},
    "tone": "good", "state": "正在发放", "amount": "1,300", "unit": "元/月", "since": "从2026年12月起", "why": "", "payments": PAID,
    "coming": "2026年12月20日前后，600元（11月、12月）", "account": "尾号4417", "band": "从2029年3月起每月500元，自动调整，不用申请。",
}  # fmt: skip
HOME = """{{ ui.search_box(heading=true, placeholder="如：老人津贴", chips=({"text": "居住证", "href": "#"},)) }}
<h2>常办</h2><div class="cards">{{ ui.service_card("高龄老人津贴申请", "#", "每月领取一笔高龄津贴。", icon="house") }}</div>
<h2>类别</h2><ul class="field-grid">{% for c in categories %}{{ ui.category_tile(c.name, "#", c.icon) }}{% endfor %}</ul>"""

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": (SHOW + HOME + END, {"nav": "home", "categories": read_categories()}),
    "search": (SHOW + "<h1>找事项</h1>{{ ui.search_box() }}{{ ui.suggest() }}" + END, {}),
    "service": (SHOW + "<h1>高龄老人津贴申请</h1>{{ ui.facts(facts) }}{{ ui.button('开始办理', href='#', wide=true) }}"
                "{{ ui.read_aloud() }}{{ ui.share('/x', 'x') }}{{ ui.disclosure('一定要回深圳吗？', '不用。') }}" + END, {"facts": FACTS}),
    "form": (ASK + FORM + END, FLOW),
    "form-wrong": (ASK + FORM + END, {**FLOW, "errors": WRONG}),
    "kept-form": (ASK + """<h1>在哪里</h1><form class="form" method="post" action="/kept-form" data-module="kept_form" data-owner="her"
        data-key="{{ '5a' * 32 }}"><p class="typed" role="status" data-typed hidden></p>{{ ui.token(token) }}
        {{ ui.text_field("place", "在哪里", value="原来写的") }}{{ ui.choice_field("living", "住在哪里", places) }}
        {{ ui.button("保存，继续") }}</form>{{ ui.session_warning(token) }}""" + END, FLOW),
    "install": (SHOW + "<h1>通过了</h1>{{ ui.install_hint() }}" + END, {}),
    "hand-in": (ASK + """<h1>核对</h1><form class="form" method="post" action="/hand-in" data-module="waits_to_send" data-offline="没有网络，还没有交上去。">
        <p class="typed" role="status" data-typed hidden></p>{{ ui.token(token) }}<input type="hidden" name="event" value="one">
        {{ ui.tick_field("confirmed", "我看过了") }}{{ ui.button("提交") }}</form>""" + END, FLOW),
    "upload": (ASK + "<h1>身份证</h1>{{ ui.upload('/tasks', token, '身份证', sending=sending) }}" + END, {**FLOW, "sending": SENDING}),
    "upload-halfway": (ASK + "<h1>身份证</h1>{{ ui.upload('/tasks', token, '身份证', sending=sending) }}" + END,
                       {**FLOW, "sending": {**SENDING, "going": HALFWAY}}),
    "waiting": (SHOW + "<h1>清单</h1>{{ ui.halfway('身份证', 62, href='#') }}{{ ui.outbox(sending, {'id_card': '身份证'}) }}" + END,
                {"sending": SENDING}),
    "reading": (ASK + "<h1>身份证</h1>{{ ui.upload_result('', 'reading', live='/no-stream', again='/read') }}" + END, FLOW),
    "read": (ASK + "<h1>身份证</h1>{{ ui.upload_result('', 'passed') }}" + END, FLOW),
    "tasks": (SHOW + "<h1>办理清单</h1>{{ ui.task_list(tasks) }}{{ ui.summary_list(rows, title='核对') }}" + END,
              {"nav": "cases", "tasks": TASKS, "rows": ROWS, "acting_for": "陈秀兰", "notice": "已保存。", "unread": 12}),
    "decided": (SHOW + "<div class='two'>{% call ui.decision('approved', '通过了', amount='300', unit='元/月') %}{{ ui.reasons(reasons) }}"
                "{% endcall %}<div>{{ ui.receipt('7KQ2M-X4PDR-9TBHW-3FNCA', rows, verify='#') }}{{ ui.push_button() }}</div></div>" + END,
                {"nav": "cases", "reasons": REASONS, "rows": ROWS}),
    "grants": (SHOW + "<h1>我领的津贴</h1><div class='stack'>{{ ui.grant_card(grant, open=true) }}</div>" + END, {"grant": GRANT}),
    "guarded": (ASK + "<h1>还在吗</h1>{{ ui.session_warning(token) }}" + END, FLOW),
    "problem": ("{% extends 'layouts/problem.html' %}", {
        "heading": "系统有点忙", "says": "请过几分钟再试。", "kept": True, "typed": "", "switch_back": False,
        "next_href": "/", "next_text": "回首页", "reference": "7K2"}),
    "offline": ("{% extends 'offline.html' %}", {}),
    "signed-out": ("{% extends 'sign_in/out.html' %}", {}),
    "mode": ("{% extends 'mode/show.html' %}", {}),
}  # fmt: skip


def page(name: str, mode: str) -> str:
    """One of them, or the gallery, in this mode."""
    if name == "gallery":
        text, context = "{% extends 'gallery.html' %}", {"components": gallery_items()}
    else:
        text, context = PAGES[name]
    shell = {**SHELL, "mode": mode, "sample": True, "token": "x"}
    return the_environment().from_string(text).render({**shell, **context})
