"""Pictures in a form: number, size and order, with the refusals for each."""

from http import HTTPStatus
from uuid import UUID

from litestar.datastructures import UploadFile

from auth.identity.captures import Captures
from auth.identity.types import Pictures, StepKey
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.kit.web import AnyRequest, the_form

MOST_BYTES = 10_000_000
MOST_OF_A_POSE = 2
MOST_NAME = 80
PICTURE = Messages.beside(__file__).mistakes("picture", Audience.RESIDENT)


class PictureMissing(Refusal):
    """A picture that the step needs isn't there."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class PictureTooLarge(Refusal):
    """A picture larger than phones make them."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ChallengeGone(Refusal):
    """The moves that were asked have expired, or were answered already."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


async def pictures_of(request: AnyRequest, captures: Captures, person: UUID, step: StepKey) -> Pictures:
    """Read the captured pictures of a step."""
    return await (card(request) if step == "document" else frames(request, captures, person))


async def card(request: AnyRequest) -> Pictures:
    """Both sides of a document."""
    sides = [
        await content(request, name, title) for name, title in (("front", PICTURE("front")), ("back", PICTURE("back")))
    ]
    typed = (await the_form(request)).get("name", "")
    name = typed.strip()[:MOST_NAME] if isinstance(typed, str) else ""
    return Pictures((sides[0][0], sides[1][0]), name=name)


async def frames(request: AnyRequest, captures: Captures, person: UUID) -> Pictures:
    """One or two pictures looking straight, and as many for each move of the challenge."""
    nonce = (await the_form(request)).get("nonce", "")
    challenge = await captures.met(person, nonce if isinstance(nonce, str) else "")
    if challenge is None:
        raise ChallengeGone
    titles = (PICTURE("ahead"), *(PICTURE("move", number=number) for number in range(1, len(challenge.moves) + 1)))
    poses = [await content(request, f"pose{number}", title) for number, title in enumerate(titles)]
    each = min(len(pose) for pose in poses)
    return Pictures(tuple(one for pose in poses for one in pose[:each]), challenge.moves)


async def content(request: AnyRequest, name: str, title: str) -> list[bytes]:
    """The files sent under this name."""
    sent = [one for one in (await the_form(request)).getall(name, []) if isinstance(one, UploadFile)]
    found = [await one.read(MOST_BYTES + 1) for one in sent[:MOST_OF_A_POSE]]
    if any(len(one) > MOST_BYTES for one in found):
        raise PictureTooLarge
    found = [one for one in found if one]
    if not found:
        raise PictureMissing(title=title)
    return found
