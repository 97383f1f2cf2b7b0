"""Demo cameras without an RTSP server."""

from __future__ import annotations

from pathlib import Path

from videowall.planner import Addresses
from wall.clips import direct, films
from wall.control import DIRECT


def test_demo_cameras_are_played_from_their_films_only_while_there_is_no_rtsp_server(tmp_path: Path) -> None:
    demo = Addresses("rtsp://127.0.0.1:8554/37/main", "rtsp://127.0.0.1:8554/37/sub")
    without_film = Addresses("rtsp://127.0.0.1:8554/38/main", "")
    real = Addresses("rtsp://10.0.0.7/37/main", "")
    cameras = {"1": demo, "2": without_film, "3": real}
    (tmp_path / "37 长兴路.mp4").touch()
    assert direct(cameras, tmp_path) == cameras
    (tmp_path / DIRECT).touch()
    film = str(tmp_path / "37 长兴路.mp4")
    assert direct(cameras, tmp_path) == {"1": Addresses(film, film), "2": without_film, "3": real}


def test_films_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (10, 9, 101):
        (tmp_path / f"{number} a.mp4").touch()
    assert [film.stem for film in films(tmp_path)] == ["9 a", "10 a", "101 a"]
