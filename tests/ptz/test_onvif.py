"""What is sent to a device and what becomes of its answers: over HTTP, to a camera that checks and turns for itself."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from backend.gateways.ptz import soap
from backend.gateways.ptz.desk import with_login
from backend.gateways.ptz.driver import Driver, Movement
from backend.gateways.ptz.onvif import DeviceFault, Onvif
from tests.ptz.camera import Camera
from tests.waiting import until

T = TypeVar("T")


def ask(address: str, what: Callable[[Onvif], Awaitable[T]], *, answer_s: float = 20.0) -> T:
    async def work() -> T:
        async with Onvif(address, answer_s=answer_s) as device:
            return await what(device)

    return asyncio.run(work())


def fault(address: str, what: Callable[[Onvif], Awaitable[object]], *, answer_s: float = 20.0) -> str:
    with pytest.raises(DeviceFault) as caught:
        ask(address, what, answer_s=answer_s)
    assert "p&ss" not in str(caught.value)
    return caught.value.code


def test_the_password_digest_of_the_onvif_application_guide() -> None:
    """The example of the ONVIF Application Programmer's Guide 1.0, 6.1.1.3, by which every device is built."""
    nonce = base64.b64decode("LKqI6G/AikKCQrN0zqZFlg==")
    login = soap.Login("user", "userpassword", nonce, datetime(2010, 9, 16, 7, 50, 45, tzinfo=UTC))
    assert soap.digest(login) == "tuOSpGlFlIXsozq4HFNeeGeFLEI="


def test_a_camera_turns_zooms_and_stops() -> None:
    with Camera() as camera:

        async def work(device: Onvif) -> None:
            await device.move(0.5, -0.25, 0.0)
            assert camera.motion.speed == {"x": 0.5, "y": -0.25, "z": 0.0}
            await device.stop()
            await device.move(0.0, 0.0, 1.0)
            assert camera.motion.speed == {"x": 0.0, "y": 0.0, "z": 1.0}
            await device.stop()

        ask(camera.with_login(), work)
        assert not camera.moving()
        assert camera.place()["x"] > 0.0 > camera.place()["y"]
        assert camera.count("GetProfiles") == 1  # it is got to know once


def test_presets_are_listed_gone_to_and_kept() -> None:
    with Camera() as camera:
        assert ask(camera.with_login(), lambda device: device.presets()) == [("1", "东门")]
        ask(camera.with_login(), lambda device: device.go("1"))
        assert camera.place()["x"] == 0.5
        assert ask(camera.with_login(), lambda device: device.save("", "a<b>&c")) == "2"
        assert camera.presets["2"][0] == "a<b>&c"
        assert ask(camera.with_login(), lambda device: device.save("2", "again")) == "2"
        ask(camera.with_login(), lambda device: device.home())
        assert camera.place()["x"] == 0.0
        assert fault(camera.with_login(), lambda device: device.go("99")) == "no_preset"


@pytest.mark.parametrize("ahead", [timedelta(hours=-8), timedelta(days=-9000), timedelta(seconds=40)])
def test_a_device_whose_clock_is_wrong_is_steered_all_the_same(ahead: timedelta) -> None:
    with Camera(ahead=ahead) as camera:
        ask(camera.with_login(), lambda device: device.stop())
        assert camera.count("Stop") == 1


def test_a_device_that_only_knows_http_digest_is_steered() -> None:
    with Camera() as camera:
        camera.digest_only = True
        ask(camera.with_login(), lambda device: device.move(0.1, 0.0, 0.0))
        assert camera.moving()
        assert fault(camera.with_login(password="wrong"), lambda device: device.stop()) == "login"


def test_a_device_that_refuses_a_time_limit_is_steered_without() -> None:
    with Camera() as camera:
        camera.no_timeouts = True

        async def work(device: Onvif) -> None:
            await device.move(0.1, 0.0, 0.0)
            await device.move(0.2, 0.0, 0.0)

        ask(camera.with_login(), work)
        assert camera.count("ContinuousMove") == 3  # refused once, then never said again
        assert camera.motion.until is None


def test_what_goes_wrong_has_a_code() -> None:
    with Camera() as camera:
        assert fault(camera.with_login(password="wrong"), lambda device: device.stop()) == "login"
        assert fault(camera.address, lambda device: device.stop()) == "login"
        camera.slow_s["GetCapabilities"] = 30.0
        assert fault(camera.with_login(), lambda device: device.stop(), answer_s=0.3) == "silent"
        camera.slow_s.clear()
        camera.broken["Stop"] = lambda: (500, b"<html>busy</html>")
        assert fault(camera.with_login(), lambda device: device.stop()) == "refused"
        camera.broken["Stop"] = lambda: (200, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
        assert fault(camera.with_login(), lambda device: device.stop()) == "refused"
        camera.broken["Stop"] = lambda: (200, b" " * (soap.MOST_BYTES + 1))
        assert fault(camera.with_login(), lambda device: device.stop()) == "refused"
        camera.fixed = True
        assert fault(camera.with_login(), lambda device: device.stop()) == "not_steerable"
        closed = camera.with_login()
    assert fault(closed, lambda device: device.stop()) == "unreachable"
    for address in ("", "rtsp://10.0.0.7/main", "http://", "http://[::1/x", "http://h:99999/"):
        assert fault(address, lambda device: device.stop()) == "address"


def test_the_login_of_the_stream_is_used_where_both_are_at_one_host() -> None:
    stream = "rtsp://admin:a%40b@10.0.0.7:554/main"
    assert with_login("http://10.0.0.7/onvif", stream) == "http://admin:a%40b@10.0.0.7/onvif"
    assert with_login("http://10.0.0.8/onvif", stream) == "http://10.0.0.8/onvif"
    assert with_login("http://x:y@10.0.0.7/onvif", stream) == "http://x:y@10.0.0.7/onvif"


# --- the hand on it ---------------------------------------------------------------------------------------------------


def drive(camera: Camera, work: Callable[[Driver], Awaitable[None]], *, silent_s: float = 60.0) -> list[Movement]:
    told: list[Movement] = []

    async def run() -> None:
        driver = Driver(Onvif(camera.with_login(), answer_s=20.0), told.append, silent_s=silent_s)
        try:
            await work(driver)
        finally:
            await driver.close()

    asyncio.run(run())
    return told


def test_silence_stops_it() -> None:
    with Camera() as camera:

        async def work(driver: Driver) -> None:
            await driver.move((0.5, 0.0, 0.0))
            assert camera.count("ContinuousMove") == 1
            await asyncio.to_thread(until, lambda: camera.count("Stop") == 1, what="nobody stopped it")
            assert not driver.moving

        told = drive(camera, work, silent_s=0.2)
        assert [(one.way, one.ended) for one in told] == [("right", "silence")]


def test_the_same_order_again_is_not_sent_again_and_keeps_it_moving() -> None:
    with Camera() as camera:

        async def work(driver: Driver) -> None:
            for _ in range(20):
                await driver.move((0.5, 0.5, 0.0))
            assert camera.count("ContinuousMove") <= 2
            assert camera.moving()
            await driver.stop()

        told = drive(camera, work)
        assert [(one.way, one.ended) for one in told] == [("right up", "key")]


def test_from_turning_to_zooming_the_turning_ends() -> None:
    with Camera() as camera:

        async def work(driver: Driver) -> None:
            await driver.move((0.5, 0.0, 0.0))
            await driver.move((0.0, 0.0, 0.5))
            assert camera.motion.speed == {"x": 0.0, "y": 0.0, "z": 0.5}

        told = drive(camera, work)
        assert told[-1].ended == "handed_over"
        assert not camera.moving()


def test_a_stop_passes_an_order_that_the_device_is_slow_to_answer() -> None:
    with Camera() as camera:

        async def work(driver: Driver) -> None:
            await driver.device.stop()
            camera.slow_s["ContinuousMove"] = 30.0
            moving = asyncio.create_task(driver.move((1.0, 0.0, 0.0)))
            await asyncio.to_thread(until, lambda: camera.count("ContinuousMove") == 1)
            await driver.stop()
            assert camera.count("Stop") == 2
            camera.slow_s.clear()
            moving.cancel()
            await asyncio.gather(moving, return_exceptions=True)

        drive(camera, work)
        assert not camera.moving()


def test_a_stop_that_fails_is_tried_again() -> None:
    with Camera() as camera:
        failures = [(500, b"busy"), (500, b"busy")]

        def fail() -> tuple[int, bytes]:
            found = failures.pop()
            if not failures:
                del camera.broken["Stop"]
            return found

        async def work(driver: Driver) -> None:
            await driver.move((1.0, 0.0, 0.0))
            camera.broken["Stop"] = fail
            await driver.stop()

        drive(camera, work)
        assert camera.count("Stop") == 3
        assert not camera.moving()
