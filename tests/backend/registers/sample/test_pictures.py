"""Every picture of the sample world says in Chinese what it shows."""

from backend.materials.samples import gallery
from backend.registers.sample.pictures import PAPERS, pictures


def test_no_picture_is_called_by_its_file_name() -> None:
    found = pictures(gallery.FOLDER)
    assert len(found) > 20
    assert {one.file for one in found if one.says not in PAPERS.values()} == set()
