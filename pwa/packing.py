"""Packs the built assets once, so that no process has to at its start: `python -m pwa.packing`, after `npm run build`."""

import msgspec

from backend.kit.precompressed import compress_all
from pwa.assets import DIST, TYPES, digest


def main() -> None:
    """Every built file that browsers may ask for, in each encoding, under the digest of its bytes."""
    folder = DIST / "packed"
    folder.mkdir(exist_ok=True)
    for file in [*DIST.glob("assets/*"), *DIST.glob("*.js"), *DIST.glob("*.webmanifest")]:
        if file.suffix in TYPES:
            body = file.read_bytes()
            (folder / digest(body)).write_bytes(msgspec.msgpack.encode(compress_all(body, TYPES[file.suffix])))


if __name__ == "__main__":
    main()
