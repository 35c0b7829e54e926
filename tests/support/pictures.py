"""Pictures of nothing, as a phone would hand them over."""

import io
import random

from PIL import Image


def picture_bytes(width: int, height: int) -> bytes:
    """A JPEG of noise; that of a large one is coarser, as no lens is as sharp as its sensor."""
    grain = 1 + max(width, height) // 1000
    noise = Image.effect_noise((width // grain, height // grain), 40).resize((width, height))
    made = io.BytesIO()
    noise.convert("RGB").save(made, "JPEG", quality=95)
    return made.getvalue()


def unseen(picture: bytes) -> bytes:
    """The same picture with one other pixel, so that no reading of it is remembered."""
    with Image.open(io.BytesIO(picture)) as image:
        kind, changed = image.format, image.convert("RGB")
    changed.putpixel((0, 0), tuple(random.randrange(256) for _ in range(3)))
    made = io.BytesIO()
    changed.save(made, kind, **({"quality": 95} if kind == "JPEG" else {}))
    return made.getvalue()
