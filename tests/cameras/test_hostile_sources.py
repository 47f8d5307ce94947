"""One gateway process between good cameras and sources that mean harm: the good ones keep their pace, memory stays."""

import itertools
import time

import psutil

from tests.cameras.conftest import head, jpeg, never, serve
from tests.cameras.test_gateway import card, centre, gateway, good_mjpeg, local, workers  # noqa: F401 - centre: a fixture

MIB = 1024 * 1024
GROWS_AT_MOST_MIB = 40
STREAM = head("multipart/x-mixed-replace; boundary=f")


def half_a_picture(sock, _):
    data = jpeg(seed=1)
    sock.sendall(STREAM + f"--f\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data[: len(data) // 2])
    never()


def garbage_without_end(sock, _):
    sock.sendall(STREAM)
    junk = bytes(range(256)) * 256
    while True:
        sock.sendall(junk)


def parts_that_claim_much(sock, _):
    data = bytearray(jpeg(seed=2))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = (60_000).to_bytes(2, "big") * 2
    sock.sendall(STREAM)
    for _turn in itertools.count():
        sock.sendall(f"--f\r\nContent-Length: {len(data)}\r\n\r\n".encode() + bytes(data) + b"\r\n")
        time.sleep(0.05)  # the camera's frame rate


def test_given_hung_half_endless_and_huge_sources_then_the_good_one_keeps_its_pace_and_memory_stays(
    tmp_path,
    centre,  # noqa: F811 - the fixture
):
    with (
        serve(good_mjpeg) as good,
        serve(lambda *_: never()) as hung,
        serve(half_a_picture) as half,
        serve(garbage_without_end) as endless,
        serve(parts_that_claim_much) as huge,
    ):
        bad = {"hung": hung, "half": half, "endless": endless, "huge": huge}
        centre.cards = [
            card("good", "mjpeg", local(good)),
            *(card(key, "mjpeg", local(server)) for key, server in bad.items()),
        ]
        with gateway(tmp_path, centre) as process:
            centre.wait(lambda: centre.count("good") >= 5)
            (worker,) = workers(process)
            before = psutil.Process(worker.pid).memory_info().rss
            begun, seen = time.monotonic(), centre.count("good")
            centre.wait(lambda: centre.count("good") >= seen + 40, 40)
            took = time.monotonic() - begun
            centre.wait(lambda: all(centre.state(key) and centre.state(key)[0] == "offline" for key in bad))
            grown = (psutil.Process(worker.pid).memory_info().rss - before) / MIB
            assert [one.pid for one in workers(process)] == [worker.pid]
        assert took < 30, "forty pictures, one every 0.3 s"
        assert grown < GROWS_AT_MOST_MIB
        assert not any(centre.count(key) for key in bad)
        reasons = {key: centre.state(key)[1] for key in bad}
        assert reasons["hung"] == reasons["half"] == "stalled"
        assert reasons["endless"] == reasons["huge"] == "unreadable"
