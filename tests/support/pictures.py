"""Pictures of nothing, as a phone would hand them over."""

import io

from PIL import Image


def picture_bytes(width: int, height: int) -> bytes:
    """A JPEG of noise."""
    made = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(made, "JPEG", quality=95)
    return made.getvalue()
