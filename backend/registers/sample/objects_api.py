"""What machines ask about things: facts of an organisation, licence, child, deed …, and what the asking person has to do with it."""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

from litestar import Response, post

from backend.registers.attributes import attributes
from backend.registers.objects import ObjectQuery, ObjectSheet
from backend.registers.sample.api import AnyRequest, Here, QueryLogEntry, SampleWorld, read, signed, text_response
from backend.registers.sample.objects import SampleObjects
from backend.registers.sample.register_answers import another_register, another_value
from backend.registers.to_facts import register_of
from backend.registers.types import RegisterValue


@post("/objects")
async def objects(request: AnyRequest, world: Here) -> Response[bytes]:
    """Answer about one thing, signed; what isn't public is told only to whom it concerns."""
    asked = read(await request.body(), request.headers, world.register_key, ObjectQuery)
    places = sorted({register for name in asked.attributes if (register := register_of(name)) is not None})
    await world.troubles.wait(*places)
    if places and all(world.troubles.mode(place) == "down" for place in places):
        return text_response(HTTPStatus.SERVICE_UNAVAILABLE, "these registers are down")
    told = tuple(_told(asked, world, world.clock()))
    world.asked.appendleft(QueryLogEntry(world.clock(), asked.purpose, tuple(places), len(told), 0))
    return signed(world, ObjectSheet(request_id=asked.request_id, answers=told))


def _told(asked: ObjectQuery, world: SampleWorld, now: datetime) -> Iterator[RegisterValue]:
    known = SampleObjects(world.population, world.offices)
    thing = known.find(asked.object)
    relation = "none" if thing is None else known.authority(world.find(asked.subject), thing)
    for name in dict.fromkeys(asked.attributes):
        attribute, register = attributes().get(name), register_of(name)
        if attribute is None or register is None or attribute.subject != asked.object.kind:
            continue
        if world.troubles.mode(register) in ("silent", "down"):
            continue
        concerns = relation != "none" or attribute.sensitivity == "public"
        if name == f"{asked.object.kind}_authority":
            value = relation
        elif thing is None or not concerns or name not in thing.facts:
            continue
        else:
            value = thing.facts[name]
        yield RegisterValue(attribute=name, value=value, source=register, as_of=now)
        if world.troubles.mode(register) == "contradict":
            yield RegisterValue(
                attribute=name, value=another_value(name, value), source=another_register(register), as_of=now
            )


ROUTES = [objects]
