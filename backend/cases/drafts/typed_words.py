"""Words that people write into a form beside numbers, and the signs of number plates."""

import re

COUNTED = re.compile(r"(?<=[\d一二两三四五六七八九十百千万])\s*[个人位名份件台辆间张棵株口楼层套户次条只家所颗]$")


MEASURED = (
    ("平方", re.compile(r"(?:平方米|平方|平米|平|㎡|m[2²])$", re.IGNORECASE)), ("方", re.compile(r"(?:立方米|立方|方|㎥|m[3³])$", re.IGNORECASE)),
    ("米", re.compile(r"(?:米|m)$", re.IGNORECASE)), ("吨", re.compile(r"吨$")), ("天", re.compile("[天日]$")), ("月", re.compile("个?月$")),
    ("年", re.compile("年$")), ("岁", re.compile("岁$")), ("公里", re.compile(r"(?:公里|km)$", re.IGNORECASE)),
)  # fmt: skip

PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
NO_PLATE = "无"
