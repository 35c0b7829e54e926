"""Settings come from the environment whole, or the start says which one is missing."""

import msgspec
import pytest

from backend.settings import SettingMissing, Settings
from tests.support.each import each


def test_there_and_back(settings: Settings) -> None:
    assert Settings.from_env(settings.to_env()) == settings


@each("name", [f.name for f in msgspec.structs.fields(Settings) if f.required])
def test_a_missing_one_is_named(settings: Settings, name: str) -> None:
    environ = settings.to_env()
    del environ["FUTIAN_" + name.upper()]
    with pytest.raises(SettingMissing, match=name):
        Settings.from_env(environ)


def test_a_wrong_one_is_refused(settings: Settings) -> None:
    for name, value in (
        ("FUTIAN_SAMPLE", "perhaps"),
        ("FUTIAN_POOL_SIZE", "many"),
        ("FUTIAN_HASH_KEY", "***"),
        *(
            ("FUTIAN_SEALING_KEYS", key)
            for key in ("1:aes:AAAA", "1:sm4:" + "A" * 43 + "=", "300:sm4:" + "A" * 22 + "==", "1:des:AAAA")
        ),
    ):
        with pytest.raises(SettingMissing):
            Settings.from_env({**settings.to_env(), name: value})


def test_cookies_are_secure_where_the_address_is(settings: Settings) -> None:
    assert not settings.secure
    assert msgspec.structs.replace(settings, origin="https://futian.example").secure
