"""How often a helper may name somebody else: nobody tries out who belongs to which number."""

from uuid import uuid4

import pytest

from backend.delegation.principals import NAMED_A_DAY, count_named
from backend.delegation.problems import TooManyInvitations
from backend.kit.redis import open_redis
from backend.residents.types import Acting


async def test_a_helper_names_a_few_people_a_day(redis_url: str) -> None:
    redis, helper, other = open_redis(redis_url), uuid4(), uuid4()
    for _ in range(NAMED_A_DAY):
        await count_named(redis, Acting(person=helper, principal=helper))
    with pytest.raises(TooManyInvitations):
        await count_named(redis, Acting(person=helper, principal=helper))
    await count_named(redis, Acting(person=other, principal=other))
    await redis.aclose()
