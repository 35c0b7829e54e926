"""Reading process: bounded memory and time, no writable files, no secrets, no network.

Started by `reader.py` as `python -m backend.materials.reading.reader_process`; speaks length-prefixed msgpack on its standard
streams. A crash or a hang in a decoder ends this process and nothing else.
"""

import os
import signal
import sys
import traceback

import msgspec
from msgspec import Struct

from backend.kit.child_process import limit_resources, own_output, receive, send
from backend.materials.reading.face_types import FacesSeen, FaceTask
from backend.materials.reading.types import ExpectedDocument, Reading

MEMORY = 3_000_000_000
"""Address space in bytes: models, runtime and a decoded picture of 60 megapixels need about half of it."""
OPEN_FILES = 64


class ReadingTask(Struct, frozen=True, tag="paper"):
    """One file to read; without `text` it is only cleaned. After `seconds` the process is killed."""

    data: bytes
    expected: ExpectedDocument
    text: bool = True
    samples: bool = False
    seconds: int = 60


def main() -> None:
    """Answer tasks until the input closes."""
    limit_resources(MEMORY, open_files=OPEN_FILES)
    ask, answer = sys.stdin.buffer, own_output()
    from backend.materials.reading.ocr import Engine

    engine = Engine()
    send(answer, b"ready")
    while (frame := receive(ask)) is not None:
        task = msgspec.msgpack.decode(frame, type=ReadingTask | FaceTask)
        signal.alarm(task.seconds)
        done = _faces(task) if isinstance(task, FaceTask) else _answered(engine, task)
        signal.alarm(0)
        send(answer, msgspec.msgpack.encode(done))


def _answered(engine: "object", task: ReadingTask) -> Reading:
    from backend.materials.reading.content_type import TooCostly, Unreadable
    from backend.materials.reading.ocr import Engine
    from backend.materials.reading.read_file import clean_pages, read_file

    assert isinstance(engine, Engine)
    try:
        if task.text:
            return read_file(engine, task.data, task.expected, task.samples)
        pages = clean_pages(task.data)
        return Reading("read", pages=pages, page_count=len(pages))
    except Unreadable as refused:
        return Reading("unreadable", reason=refused.reason)
    except TooCostly as costly:
        return Reading("could_not_tell", reason=costly.reason)
    except MemoryError:
        return Reading("could_not_tell", reason="out_of_memory")
    except Exception as error:  # a fault of ours while reading must reach a person, not the resident
        return Reading("could_not_tell", reason="crashed", fault=_where(error))


def _faces(task: FaceTask) -> FacesSeen:
    """Answer a face task; the models are loaded with the first one."""
    from backend.materials.reading import faces
    from backend.materials.reading.content_type import Unreadable

    try:
        return faces.compare(task.card, task.frames) if task.frames else faces.portrait(task.card)
    except Unreadable as refused:
        return FacesSeen("unreadable", reason=refused.reason)
    except MemoryError:
        return FacesSeen("could_not_tell", reason="out_of_memory")
    except Exception as error:  # a fault of ours must reach a person, not the resident
        return FacesSeen("could_not_tell", reason="crashed", fault=_where(error))


def _where(error: Exception) -> str:
    """Return kind and place of an error, never its message, which may contain text of the document."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {os.path.basename(last.filename)}:{last.lineno}"


if __name__ == "__main__":
    main()
