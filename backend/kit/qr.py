"""QR codes of our own addresses, as SVG. The library is loaded with the first one."""

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import segno


def qr_code(address: str) -> "segno.QRCode":
    """The code of an address; readable with 15 % of it worn off (level M)."""
    import segno

    return segno.make_qr(address, error="m")


def svg(address: str, **look: Any) -> bytes:
    """The same as a picture; `look` as segno's `save` takes it (scale, border, dark)."""
    drawn = io.BytesIO()
    qr_code(address).save(drawn, kind="svg", **look)
    return drawn.getvalue()
