"""Sentences written to the resident, as an officer reads them."""


def for_officer(sentence: str) -> str:
    """Reword a sentence that says “you” to the resident."""
    return sentence.replace("您", "申请人")
