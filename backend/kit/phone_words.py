"""Words that people write around a phone number."""

EXTENSION_WORDS = r"转|分机号?|ext\.?|x|#"
PHONE_LABELS = r"(?:(?:联系)?电话|手机|座机|tel|mobile|phone)(?:号码?)?"
"""What is copied along with a number from a card or a chat."""
