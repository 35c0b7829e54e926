"""Words that are read on documents and kept as values of fields, and the numerals they are written in."""

FOREVER = "长期"
"""A validity without end."""
MALE, FEMALE = "男", "女"
SEXES = MALE + FEMALE
ETHNIC = "族"
"""The last character of an ethnicity as papers write it."""
NUMERALS, ZERO, TEN = "〇一二三四五六七八九", "零", "十"
YEAR, DAY = "年", "日"
NAMES_ONLY = "昇堃喆甦邨谿晳祘甯陞仝乾脩釐氾"
"""Characters that names keep, although they have a simpler form."""
