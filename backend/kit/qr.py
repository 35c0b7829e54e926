"""QR codes of our own URLs, as SVG; the library is imported with the first one."""

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import segno


def qr_code(address: str) -> "segno.QRCode":
    """Make the QR code of a URL; error correction level M (15 % may be damaged)."""
    import segno

    return segno.make_qr(address, error="m")


def svg(address: str, **look: Any) -> bytes:
    """Return a QR code as SVG; `look` are options of segno's `save` (scale, border, dark)."""
    drawn = io.BytesIO()
    qr_code(address).save(drawn, kind="svg", **look)
    return drawn.getvalue()
