"""Units of what a rule grants, as rule files write them."""

YUAN = "元"
