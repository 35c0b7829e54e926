"""What a push message costs: sealing it, and handing it over to a push service.

`python -m bench.push`: the limit is what no sender can avoid, a fresh P-256 key pair and one exchange with the browser's key, in the
same library; beside it the `webpush` package as it comes, and one POST of the same bytes by a bare client. CPU time of one core,
rounds alternated, medians.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from io import BytesIO

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from webpush import WebPush, WebPushSubscription
from webpush.types import WebPushKeys
from yarl import URL

from push.browser_keys import read_keys
from push.delivery import lock_screen_text
from push.endpoint_guard import EndpointRules
from push.http_client import PushClient
from push.vapid import new_vapid_key
from push.web_push import Encryption, PushHeaders, PushRequest, PushRequestBuilder, VapidSigner
from tests.push.world import new_keys

ROUNDS, MESSAGES = 11, 300
MESSAGE, TERMS, NOW = (
    lock_screen_text("a" * 32, "https://futian.example"),
    PushHeaders(3600, "normal", "a" * 32),
    datetime.now(UTC),
)
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
KEYS = new_keys()
P256DH, AUTH = read_keys(KEYS.p256dh, KEYS.auth)
PEM = new_vapid_key()


def limit() -> None:
    """What encryption for a browser cannot do without."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), P256DH)
    ec.generate_private_key(ec.SECP256R1()).exchange(ec.ECDH(), theirs)


def ours() -> Callable[[], object]:
    """A letter, as the courier has it made."""
    sealer, url = PushRequestBuilder(VapidSigner(PEM, "mailto:push@futian.example")), URL(ENDPOINT, encoded=True)
    return lambda: sealer.letter(url, P256DH, AUTH, MESSAGE, TERMS, NOW)


def encryption() -> Callable[[], object]:
    """Only the encryption of the package, for comparison."""
    sealed = Encryption()
    return lambda: sealed.encrypt(MESSAGE, P256DH, AUTH)


def package() -> Callable[[], object]:
    """The package as it comes."""
    public = load_pem_private_key(PEM.encode(), None).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    sender = WebPush(BytesIO(PEM.encode()), BytesIO(pem), subscriber="push@futian.example")
    to = WebPushSubscription(endpoint=ENDPOINT, keys=WebPushKeys(p256dh=KEYS.p256dh, auth=KEYS.auth))
    return lambda: sender.get(MESSAGE, to)


def sealing() -> None:
    """Microseconds for each message, and the ratio to the limit."""
    ways: dict[str, Callable[[], object]] = {
        "limit: key pair and exchange": limit, "ours: sealed, signed": ours(), "its encryption alone": encryption(),
        "webpush as it comes": package(),
    }  # fmt: skip
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun = time.process_time()
            for _ in range(MESSAGES):
                way()
            spent[name].append((time.process_time() - begun) / MESSAGES * 1e6)
    least = statistics.median(spent["limit: key pair and exchange"])
    for name, each in spent.items():
        print(f"{name:32} {statistics.median(each):7.1f} µs  ratio {least / statistics.median(each):.2f}")


async def handing_over() -> None:
    """Microseconds for each letter handed over to a service in this process, beside a bare client with the same bytes."""
    runner = web.AppRunner(app := web.Application())
    app.router.add_post("/{rest:.*}", lambda _: answered())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port: int = runner.addresses[0][1]
    url = URL(f"http://localhost:{port}/send/abc", encoded=True)
    sealer, post = (
        PushRequestBuilder(VapidSigner(PEM, "mailto:push@futian.example")),
        PushClient(EndpointRules((), port)),
    )
    fixed = sealer.letter(url, P256DH, AUTH, MESSAGE, TERMS, NOW)
    async with aiohttp.ClientSession() as client:
        ways: dict[str, Callable[[], Awaitable[object]]] = {
            "bare client, same bytes": lambda: bare(client, fixed),
            "ours: sealed, checked, handed over": lambda: post.carry(
                sealer.letter(url, P256DH, AUTH, MESSAGE, TERMS, NOW), NOW
            ),
        }
        await compare(ways)
    await post.close()
    await runner.cleanup()


async def answered() -> web.Response:
    """Taken."""
    return web.Response(status=201)


async def bare(client: aiohttp.ClientSession, letter: PushRequest) -> None:
    """Nothing but the request."""
    async with client.post(letter.url, data=letter.body, headers=letter.headers):
        return


async def compare(ways: dict[str, Callable[[], Awaitable[object]]]) -> None:
    """One line for each way; the service's own work is in both."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun = time.process_time()
            for _ in range(MESSAGES // 3):
                await way()
            spent[name].append((time.process_time() - begun) / (MESSAGES // 3) * 1e6)
    least = min(statistics.median(each) for each in spent.values())
    for name, each in spent.items():
        print(f"{name:36} {statistics.median(each):7.1f} µs  ratio {least / statistics.median(each):.2f}")


if __name__ == "__main__":
    sealing()
    asyncio.run(handing_over())
