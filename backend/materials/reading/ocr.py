"""Text recognition (OCR): a picture in, upright lines of text with their boxes out; pinned models, one thread, no downloads.

Worked example, an identity card photographed upside down and lying on its side:

1. `_boxes`: the detector finds one box of four corners for each line. Most boxes are higher than wide, so `_quarter` turns
   picture and boxes by 90° (turns = 1).
2. `cut` straightens each box to a horizontal strip; `_upside_down` lets the five widest strips vote (classifier 0° or 180°).
   They say 180°: `_half` turns picture and boxes, and the strips are flipped (turns = 3).
3. `read` recognises each strip: ("姓名陈桂兰", 0.98), …; lines with a score below 0.5 are dropped.
4. The result is the upright picture with `TextLine(text, score, corners)` in its pixels; what the lines mean is `extract`'s part.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_rec.typings import TextRecInput

from backend.materials.reading.normalize_text import normalise_text
from backend.materials.reading.text_line import Corners, TextLine

Pixels = NDArray[np.uint8]

SETTINGS = {
    "Global.log_level": "error",
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
    "Rec.rec_batch_num": 1,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
MODELS = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx": "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
}
_LEAST_SCORE = 0.5
_VERTICAL = 2.5
"""A box this much higher than wide holds a column of characters, not one narrow digit."""
_VOTERS = 5


class ModelsChanged(RuntimeError):
    """Raised if a model file differs from the measured one; the library would download another."""


@dataclass(frozen=True)
class RecognisedPage:
    """Upright picture with its lines, quarter turns (counter-clockwise) applied, and seconds in the models."""

    picture: Pixels
    lines: tuple[TextLine, ...]
    turns: int
    seconds: float
    purpose_text: bool = False


def check_models() -> None:
    """Verify the digests of the bundled models; raises `ModelsChanged`."""
    spec = find_spec("rapidocr")
    folder = Path((spec.submodule_search_locations or [""])[0] if spec else "") / "models"
    for name, digest in MODELS.items():
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise ModelsChanged(f"{name} is missing or differs from the measured model; install rapidocr==3.10.0")


class Engine:
    """Detector, classifier and recogniser, loaded and warm; not thread-safe."""

    def __init__(self) -> None:
        check_models()
        cv2.setNumThreads(1)
        ocr: Any = RapidOCR(params=SETTINGS)
        sheet = np.full((96, 320, 3), 255, np.uint8)
        cv2.putText(sheet, "8800001", (20, 66), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (0, 0, 0), 3)
        ocr(sheet)  # the library loads each model when it is first needed
        self._detect, self._direct, self._recognise = ocr.text_det, ocr.text_cls, ocr.text_rec

    def see(self, picture: Pixels) -> RecognisedPage:
        """Detect the text of a BGR picture, turn the picture upright, and recognise it."""
        started = time.perf_counter()
        boxes = self._boxes(picture)
        turns = 0
        if _stands(boxes):
            picture, boxes, turns = *_quarter(picture, boxes), 1
        boxes = [_ordered(box) for box in boxes]
        crops = [cut(picture, box) for box in boxes]
        if self._upside_down(crops):
            picture, boxes, turns = *_half(picture, boxes), turns + 2
            crops = [_flipped(crop) for crop in crops]
        lines = tuple(self._lines(crops, boxes))
        return RecognisedPage(picture, lines, turns, time.perf_counter() - started)

    def read(self, crops: list[Pixels]) -> list[tuple[str, float]]:
        """Recognise pictures of single lines: text and score."""
        if not crops:
            return []
        seen = self._recognise(TextRecInput(img=crops, return_word_box=False))
        return [(normalise_text(text), float(score)) for text, score in zip(seen.txts, seen.scores, strict=True)]

    def _boxes(self, picture: Pixels) -> list[Corners]:
        found = self._detect(picture).boxes
        return [] if found is None else [np.asarray(box, np.float32) for box in found]

    def _upside_down(self, crops: list[Pixels]) -> bool:
        """Let the widest lines vote on the orientation; if they disagree, the better recognition wins."""
        voters = sorted(
            (crop for crop in crops if crop.shape[1] >= 2 * crop.shape[0]), key=lambda crop: -crop.shape[1]
        )[:_VOTERS]
        if not voters:
            return False
        votes = [float(score if label == "180" else -score) for label, score in self._direct(voters).cls_res]
        if abs(sum(votes)) >= 0.6 * len(votes):
            return sum(votes) > 0
        upright, turned = self.read(voters[:3]), self.read([_flipped(crop) for crop in voters[:3]])
        return sum(score for _, score in turned) > sum(score for _, score in upright)

    def _lines(self, crops: list[Pixels], boxes: list[Corners]) -> Iterator[TextLine]:
        for (text, score), box in zip(self.read(crops), boxes, strict=True):
            if text.strip() and score >= _LEAST_SCORE:
                yield TextLine(text.strip(), score, box)


def cut(picture: Pixels, box: Corners) -> Pixels:
    """Straighten one line to a horizontal strip."""
    width = max(2, int(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3]))))
    height = max(2, int(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]))))
    straight = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    warp = cv2.getPerspectiveTransform(box, straight)
    crop = cv2.warpPerspective(picture, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.ascontiguousarray(np.rot90(crop)) if height >= _VERTICAL * width else crop, np.uint8)


def _flipped(crop: Pixels) -> Pixels:
    return np.asarray(cv2.rotate(crop, cv2.ROTATE_180), np.uint8)


def _stands(boxes: list[Corners]) -> bool:
    """Check whether most text is vertical."""
    lean = 0.0
    for box in (_ordered(box) for box in boxes):
        lean += float(np.linalg.norm(box[3] - box[0]) - np.linalg.norm(box[1] - box[0]))
    return lean > 0


def _ordered(box: Corners) -> Corners:
    """Order the corners clockwise from the top left."""
    total, slant = box.sum(axis=1), box[:, 1] - box[:, 0]
    return np.array([box[total.argmin()], box[slant.argmin()], box[total.argmax()], box[slant.argmax()]], np.float32)


def _quarter(picture: Pixels, boxes: list[Corners]) -> tuple[Pixels, list[Corners]]:
    width = picture.shape[1]
    turned = [np.stack([box[:, 1], width - 1 - box[:, 0]], axis=1).astype(np.float32) for box in boxes]
    return np.asarray(cv2.rotate(picture, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8), turned


def _half(picture: Pixels, boxes: list[Corners]) -> tuple[Pixels, list[Corners]]:
    height, width = picture.shape[:2]
    far = np.array([width - 1, height - 1], np.float32)
    return _flipped(picture), [_ordered((far - box).astype(np.float32)) for box in boxes]
