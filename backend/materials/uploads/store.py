"""What the uploads table can be asked. The SQL is beside this file."""

from backend.kit.sql import Queries
from backend.materials.uploads.types import Piece, Upload

sql = Queries.beside(__file__)
begin = sql.run("begin")
held = sql.one("held", Upload)
open_of_case = sql.many("open_of_case", Upload)
hold_room = sql.run("hold_room")
promised_bytes = sql.value("promised_bytes", int)
end_in_slot = sql.run("end_in_slot")
claim = sql.maybe("claim", Upload)
ask_to_yield = sql.run("ask_to_yield")
sign_of_life = sql.value("sign_of_life", bool)
keep_piece = sql.value("keep_piece", bool)
step_back = sql.run("step_back")
pieces = sql.many("pieces", Piece)
end = sql.run("end")
complete = sql.maybe("complete", Upload)
complete_for_change = sql.maybe("complete_for_change", Upload)
became = sql.run("became")
refuse = sql.run("refuse")
put_in_place = sql.run("put_in_place")
expire = sql.run("expire")
spent = sql.many("spent", Piece)
forget_piece = sql.run("forget_piece")
forget = sql.run("forget")
named = sql.many("named", Piece)
