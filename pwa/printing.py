"""What printed pages share."""

NO_GLYPH = (
    "这页上有少见的字，打印的字体里没有，所以画成了方框：{characters}。姓名以登记的为准，电子回执里的字是完整的。"
)
