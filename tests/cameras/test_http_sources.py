"""HTTP cameras: those that work, and each way in which one does not."""

import itertools
import threading
import time
from contextlib import closing
from dataclasses import replace

import pytest

from camera_gateway.sources.errors import (
    Ended,
    Refused,
    SourceError,
    Stalled,
    Unreachable,
    Unreadable,
    WrongPassword,
)
from camera_gateway.sources.kinds import open_source
from camera_gateway.sources.spec import SourceSpec

from .conftest import head, jpeg, never, serve

BOUNDARY = b"--frame\r\n"
STREAM = head("multipart/x-mixed-replace; boundary=frame")


def spec(kind, port, path="/x", every_s=0.01, **login):
    return SourceSpec(kind, f"http://127.0.0.1:{port}{path}", every_s=every_s, **login)


def part(data, length=True):
    size = f"Content-Length: {len(data)}\r\n" if length else ""
    return BOUNDARY + f"Content-Type: image/jpeg\r\n{size}\r\n".encode() + data + b"\r\n"


def frames_of(source, count):
    with closing(source.frames()) as frames:
        return list(itertools.islice(frames, count))


def fails(kind, behave, bounds, error, within=6.0, **login):
    """The source raises `error`, in bounded time."""
    with serve(behave) as server:
        began = time.monotonic()
        with pytest.raises(error) as raised:
            frames_of(open_source(spec(kind, server.port, **login), bounds), 50)
        assert time.monotonic() - began < within
    return raised.value


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("boundary", ["frame", '"frame"', "--frame"])
def test_given_a_motion_jpeg_stream_then_its_pictures_come(bounds, length, boundary):
    def behave(sock, _):
        sock.sendall(head(f"multipart/x-mixed-replace; boundary={boundary}"))
        for seed in itertools.count():
            sock.sendall(part(jpeg(seed=seed), length))
            time.sleep(0.01)  # the camera's own frame rate

    with serve(behave) as server:
        got = frames_of(open_source(spec("mjpeg", server.port), bounds), 3)
    assert [frame.pixels.shape for frame in got] == [(180, 320, 3)] * 3
    assert got[0].captured_at < got[1].captured_at < got[2].captured_at


def test_given_a_slow_pace_then_frames_in_between_are_dropped_not_queued(bounds):
    def behave(sock, _):
        sock.sendall(STREAM)
        for seed in itertools.count():
            sock.sendall(part(jpeg(seed=seed)))
            time.sleep(0.01)

    with serve(behave) as server:
        began = time.monotonic()
        frames_of(open_source(spec("mjpeg", server.port, every_s=0.3), bounds), 3)
        assert 0.5 < time.monotonic() - began < 3


def test_given_a_snapshot_url_then_each_picture_is_one_request(bounds):
    def behave(sock, _):
        data = jpeg()
        sock.sendall(head("image/jpeg", Content_Length=len(data)) + data)

    with serve(behave) as server:
        assert len(frames_of(open_source(spec("snapshot", server.port), bounds), 3)) == 3
        assert len(server.asked) == 3
        assert b"Authorization" not in server.asked[0]


@pytest.mark.parametrize("scheme", ["Basic realm=x", 'Digest realm="cam", nonce="n1", qop="auth"'])
def test_given_a_camera_with_a_password_then_we_log_in_as_it_asks(bounds, scheme):
    def behave(sock, asked):
        if b"Authorization: " not in asked:
            sock.sendall(head("text/html", "401 Unauthorized", WWW_Authenticate=scheme, Content_Length=0))
            return
        data = jpeg()
        sock.sendall(head("image/jpeg", Content_Length=len(data)) + data)

    with serve(behave) as server:
        login = {"username": "viewer", "password": "sesame"}
        assert len(frames_of(open_source(spec("snapshot", server.port, **login), bounds), 1)) == 1
        assert b"sesame" not in server.asked[-1]


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
@pytest.mark.parametrize("kind", ["mjpeg", "snapshot"])
def test_given_a_wrong_password_then_it_is_called_so(bounds, status, kind):
    def behave(sock, _):
        sock.sendall(head("text/html", status, WWW_Authenticate="Basic", Content_Length=0))

    error = fails(kind, behave, bounds, WrongPassword, username="u", password="hidden")
    assert "hidden" not in str(error)


@pytest.mark.parametrize("kind", ["mjpeg", "snapshot"])
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_given_a_redirect_then_it_is_not_followed(bounds, kind, status):
    with serve(lambda *_: never()) as other:

        def behave(sock, _):
            sock.sendall(head("x", status, Location=f"http://127.0.0.1:{other.port}/", Content_Length=0))

        fails(kind, behave, bounds, Refused)
        assert other.asked == []


@pytest.mark.parametrize("kind", ["mjpeg", "snapshot"])
def test_given_a_server_that_says_nothing_then_we_stop_waiting(bounds, kind):
    fails(kind, lambda *_: never(), bounds, Stalled)


def drip(sock, data):
    for byte in itertools.cycle(data):
        sock.sendall(bytes([byte]))
        time.sleep(0.1)  # slower than the deadline allows, faster than a socket timeout would notice


@pytest.mark.parametrize("kind", ["mjpeg", "snapshot"])
def test_given_a_head_that_drips_byte_by_byte_then_we_stop_waiting(bounds, kind):
    fails(kind, lambda sock, _: drip(sock, b"HTTP/1.1 200 OK\r\nX-A: b\r\n"), bounds, Stalled)


@pytest.mark.parametrize("kind", ["mjpeg", "snapshot"])
def test_given_a_body_that_drips_byte_by_byte_then_we_stop_waiting(bounds, kind):
    def behave(sock, _):
        sock.sendall(STREAM + part(jpeg())[:100] if kind == "mjpeg" else head("image/jpeg") + jpeg()[:100])
        drip(sock, b"\x00")

    fails(kind, behave, bounds, Stalled)


@pytest.mark.parametrize("kind", ["mjpeg", "snapshot"])
def test_given_a_head_without_end_then_it_is_unreadable(bounds, kind):
    def behave(sock, _):
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            sock.sendall(b"X-Filler: " + b"a" * 1000 + b"\r\n")

    fails(kind, behave, bounds, Unreadable)


def test_given_a_part_header_without_end_then_it_is_unreadable(bounds):
    def behave(sock, _):
        sock.sendall(STREAM + BOUNDARY)
        while True:
            sock.sendall(b"X-Filler: " + b"a" * 500 + b"\r\n")

    fails("mjpeg", behave, bounds, Unreadable)


@pytest.mark.parametrize("junk", [b"\x00" * 4096, b"\n" * 4096, b"a" * 4096, b"\xff\xd9" * 2048])
@pytest.mark.parametrize("start", [STREAM, STREAM + BOUNDARY + b"\r\n", head("image/jpeg")])
def test_given_garbage_without_end_then_it_is_unreadable(bounds, junk, start):
    def behave(sock, _):
        sock.sendall(start)
        while True:
            sock.sendall(junk)

    kind = "snapshot" if start == head("image/jpeg") else "mjpeg"
    fails(kind, behave, bounds, (Unreadable, Ended, Stalled), within=10)


@pytest.mark.parametrize("length", ["99999999999", "-1", "abc", "9" * 200])
def test_given_an_absurd_part_length_then_it_is_unreadable(bounds, length):
    def behave(sock, _):
        sock.sendall(STREAM + BOUNDARY + f"Content-Length: {length}\r\n\r\n".encode() + jpeg())
        never()

    fails("mjpeg", behave, bounds, Unreadable)


def bomb(width=65_000, height=65_000):
    """A small JPEG whose header claims a huge picture."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8", jpeg()[:-300], bomb(), bomb(0, 0), b"GIF89a" + b"\x00" * 99, b"\xff\xd8\xff\xd9"],
)
@pytest.mark.parametrize("kind", ["mjpeg", "snapshot"])
def test_given_bytes_that_are_no_whole_picture_then_they_are_unreadable(bounds, kind, data):
    def behave(sock, _):
        sock.sendall(STREAM + part(data) if kind == "mjpeg" else head("image/jpeg", Content_Length=len(data)) + data)

    fails(kind, behave, bounds, Unreadable)


def test_given_no_http_at_all_then_it_is_unreadable(bounds):
    fails("snapshot", lambda sock, _: sock.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"), bounds, Unreadable)


def test_given_a_page_instead_of_a_stream_then_it_is_unreadable(bounds):
    fails("mjpeg", lambda sock, _: sock.sendall(head("text/html") + b"<html>"), bounds, Unreadable)


def test_given_a_stream_that_ends_then_it_has_ended(bounds):
    fails("mjpeg", lambda sock, _: sock.sendall(STREAM + part(jpeg()) + b"--frame--\r\n"), bounds, Ended)
    fails("mjpeg", lambda sock, _: sock.sendall(STREAM + part(jpeg())[:500]), bounds, Ended)


def test_given_nobody_listens_then_it_is_unreachable(bounds):
    with serve(lambda *_: None) as server:
        port = server.port
    with pytest.raises(Unreachable):
        frames_of(open_source(spec("snapshot", port), bounds), 1)


@pytest.mark.parametrize("kind", ["mjpeg", "snapshot"])
def test_given_a_waiting_source_then_closing_it_from_another_thread_wakes_it(bounds, kind):
    with serve(lambda *_: never()) as server:
        source = open_source(spec(kind, server.port), replace(bounds, read_s=60))
        done = threading.Event()

        def pull():
            with pytest.raises(SourceError):
                frames_of(source, 1)
            done.set()

        thread = threading.Thread(target=pull, daemon=True)
        thread.start()
        server.wait_for(1)
        source.close()
        assert done.wait(20)
