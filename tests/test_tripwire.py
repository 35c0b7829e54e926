"""The tripwire itself sees a number, and doesn't see the sample phone being read."""

from tests import people
from tests.tripwire import found_in


def test_it_sees_a_number() -> None:
    assert found_in(f"2026-11-23 case.opened phone={people.GRANDMOTHER.phone}") == {people.GRANDMOTHER.phone}
    assert people.GRANDMOTHER.id_number in found_in(f"GET /me?id={people.GRANDMOTHER.id_number}")
    assert not found_in(
        f'HTTP Request: GET http://127.0.0.1:8001/phone.json?to={people.GRANDMOTHER.phone} "HTTP/1.1 200 OK"'
    )
    assert not found_in("case.opened case=1")
