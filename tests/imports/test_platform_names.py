"""Names of files as tables of old platforms tell them, a wrong column among them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from backend.imports.rows import Unreadable
from backend.imports.takeover.mapping import inside
from backend.imports.takeover.run import unpack


@pytest.mark.parametrize(
    "name", ["", "/", "../x", "a/../../x", "a\x00b", "人行道上堆放杂物" * 12, "/".join(["files"] * 500)]
)
def test_what_no_file_of_the_folder_can_be_called_is_none(tmp_path: Path, name: str) -> None:
    assert inside(tmp_path, name) is None


@pytest.mark.parametrize("name", ["a.jpg", "/a.jpg", "b\\a.jpg", "照片/前.jpg", "a" * 255])
def test_other_names_are_looked_for_below_the_folder(tmp_path: Path, name: str) -> None:
    path = inside(tmp_path, name)
    assert path is not None
    assert tmp_path in path.parents
    assert not path.is_file()


def test_a_package_that_was_damaged_on_its_way_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "package.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mapping.toml", "".join(f"# {number}\n" for number in range(20_000)))
    data = bytearray(package.read_bytes())
    for at in range(2000, 2200):
        data[at] ^= 0xFF
    package.write_bytes(data)
    with pytest.raises(Unreadable, match=r"mapping\.toml"):
        unpack(package, tmp_path / "out")
