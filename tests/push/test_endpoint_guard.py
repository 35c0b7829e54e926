"""Where we knock and where we don't, whatever the address pretends to be."""

import msgspec
import pytest

from backend.kit.problems import Unavailable
from backend.settings import Settings
from push.endpoint_guard import EndpointRefused, EndpointRules, check_endpoint, is_public
from tests.push.world import Names
from tests.support.each import each

HOSTS = ("fcm.googleapis.com", "*.notify.windows.com", "*.push.apple.com")
GATE = EndpointRules(HOSTS)
GOOD = "https://fcm.googleapis.com/fcm/send/abc:APA91b"


@pytest.mark.parametrize(
    "endpoint",
    [
        GOOD, "https://fcm.googleapis.com:443/wp/x", "https://web.push.apple.com/QOx?a=b&c=%2Fd",
        "https://wns2-sg2p.notify.windows.com/w/?token=BQYAAAB%2bx%3d%3D",
    ],
)  # fmt: skip
def test_push_services_are_called_byte_for_byte(endpoint: str) -> None:
    url = GATE.read(endpoint)
    assert (url.scheme, url.port) == ("https", 443)
    assert str(url).removeprefix("https://").partition("/")[2] == endpoint.removeprefix("https://").partition("/")[2]


@each(
    "endpoint",
    [
        "", "fcm.googleapis.com", "//fcm.googleapis.com/x", "http://fcm.googleapis.com/x", "ftp://fcm.googleapis.com/x",
        "https://fcm.googleapis.com", "https://fcm.googleapis.com:8443/x", "https://fcm.googleapis.com:80/x",
        "https://user@fcm.googleapis.com/x", "https://user:pw@fcm.googleapis.com/x", "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example/x", "https://fcm.googleapis.com.evil.example/x", "https://evilfcm.googleapis.com/x",
        "https://notify.windows.com/x", "https://evilnotify.windows.com/x", "https://fcm.googleapis.com./x",
        "https://fcm.googleapis.com\\@evil.example/x", "https://fcm.googleapis.com/x#y", "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/x\r\nHost: evil.example", "https://fcm.googleapis.com/\x00", "https://fcm.googleapis.com/路",
        "https://FCM.googleapis.com/x", "https://fcm.googleapis.com\t/x", " https://fcm.googleapis.com/x",
        "https://127.0.0.1/x", "https://10.0.0.1/x", "https://169.254.169.254/latest/meta-data", "https://[::1]/x",
        "https://[fd00::1]/x", "https://2130706433/x", "https://0x7f000001/x", "https://127.1/x", "https://localhost/x",
        "http://localhost:8090/x", "http://127.0.0.1:6379/", "https://ｆcm.googleapis.com/x", GOOD + "a" * 2000,
        GOOD + "\n",
    ],
)  # fmt: skip
def test_everything_else_is_refused(endpoint: str) -> None:
    with pytest.raises(EndpointRefused):
        GATE.read(endpoint)


def test_a_star_stands_for_something() -> None:
    with pytest.raises(EndpointRefused):
        EndpointRules(("*.push.apple.com",)).read("https://push.apple.com/x")
    with pytest.raises(EndpointRefused):
        EndpointRules(()).read(GOOD)


def test_a_stand_in_is_known_only_to_a_trial_and_only_at_its_port(settings: Settings) -> None:
    port = settings.push_loopback_port
    assert EndpointRules.of(settings).read(f"http://localhost:{port}/notify/x").port == port
    for gate, at in (
        (EndpointRules.of(msgspec.structs.replace(settings, sample=False)), port),
        (EndpointRules.of(settings), port + 1),
    ):
        with pytest.raises(EndpointRefused):
            gate.read(f"http://localhost:{at}/notify/x")
    with pytest.raises(EndpointRefused):
        EndpointRules(HOSTS, 0).read("http://localhost:0/x")


PRIVATE = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "192.0.0.8", "192.88.99.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "2001::1", "100::1", "3fff::1", "", "nonsense",
]  # fmt: skip


@each("address", PRIVATE)
def test_addresses_that_are_not_the_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.72.10", "8.8.8.8", "2404:6800:4005::200a", "2a00:1450::1"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("10.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("2404:6800::1", "::1")])
async def test_a_name_that_leads_inside_is_refused_even_if_only_one_way_does(addresses: tuple[str, ...]) -> None:
    with pytest.raises(EndpointRefused) as refused:
        await check_endpoint(GATE, GOOD, Names(*addresses))
    assert refused.value.names["why"] == "address"


async def test_a_name_that_leads_outside_is_kept() -> None:
    await check_endpoint(GATE, GOOD, Names("142.250.72.10", "2404:6800:4005::200a"))


async def test_a_name_that_cannot_be_looked_up_now_is_for_later() -> None:
    with pytest.raises(Unavailable):
        await check_endpoint(GATE, GOOD, Names())


async def test_the_stand_ins_name_may_lead_only_to_this_machine() -> None:
    gate = EndpointRules(HOSTS, 4711)
    await check_endpoint(gate, "http://localhost:4711/x", Names("127.0.0.1", "::1"))
    with pytest.raises(EndpointRefused):
        await check_endpoint(gate, "http://localhost:4711/x", Names("10.0.0.1"))
