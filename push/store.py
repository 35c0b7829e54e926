"""Queries over the push tables; SQL in `queries.sql`."""

from datetime import datetime

from backend.kit.sql import Queries
from push.types import Count, DeliveryResult, DueDelivery, PushDevice, PushPreferences

sql = Queries.beside(__file__)
hash_anew = sql.run("hash_anew")
forget_former = sql.run("forget_former")
remember = sql.run("remember")
forget_surplus = sql.run("forget_surplus")
forget_endpoint = sql.run("forget_endpoint")
forget = sql.run("forget")
devices = sql.many("devices", PushDevice)
choice = sql.maybe("choice", PushPreferences)
choose = sql.run("choose")
open = sql.run("open")
call_off = sql.run("call_off")
settle_lost = sql.run("settle_lost")
put_off = sql.run("put_off")
claim = sql.many("claim", DueDelivery)
sent = sql.run("sent")
settle = sql.run("settle")
wait = sql.run("wait")
next_due = sql.value("next_due", datetime)
balance = sql.many("balance", Count)
tried = sql.many("tried", DeliveryResult)
