"""The stable cast: names carry meaning, in every test the same."""

from backend.registers.sample.cast import Member, cast

GRANDMOTHER: Member = cast()["chen_guilan"]
GRANDDAUGHTER: Member = cast()["chen_yuxin"]
GRADUATE: Member = cast()["lin_xiaoyang"]
NEWCOMER: Member = cast()["wu_yutong"]
TRADER: Member = cast()["huang_zhiqiang"]
NOT_QUITE_SEVENTY: Member = cast()["zhou_guoqiang"]
HUKOU_ELSEWHERE: Member = cast()["he_meizhen"]
REGISTER_SILENT: Member = cast()["zheng_fulai"]
REGISTERS_DISAGREE: Member = cast()["luo_xiuying"]
NINETY_TWO: Member = cast()["li_boan"]
BORN_ON_29_FEBRUARY: Member = cast()["liang_runsheng"]
RUNNING_ALLOWANCE: Member = cast()["li_huifang"]
GUIDED: Member = cast()["guo_yuzhen"]
