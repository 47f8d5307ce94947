"""RTSP from a real server, RTSP servers that misbehave, and files."""

import itertools
import socket
import time
from contextlib import closing
from dataclasses import replace

import pytest

from camera_gateway.sources.errors import Refused, Stalled, Unreachable, Unreadable, WrongPassword
from camera_gateway.sources.kinds import open_source
from camera_gateway.sources.rtsp_guard import RtspGuard
from camera_gateway.sources.spec import SourceSpec

from .conftest import jpeg, never, serve, write_video


def frames_of(kind, url, bounds, count, **more):
    source = open_source(SourceSpec(kind, url, **{"every_s": 0.01, **more}), bounds)
    with closing(source.frames()) as frames:
        return list(itertools.islice(frames, count))


def test_given_a_real_rtsp_server_then_its_key_frames_come(bounds, rtsp_port, video):
    url = f"rtsp://127.0.0.1:{rtsp_port}/{video.name}"
    got = frames_of("rtsp", url, replace(bounds, open_s=20.0, read_s=20.0), 3)
    assert [frame.pixels.shape for frame in got] == [(180, 320, 3)] * 3
    # Key frames only: the video has ten pictures a second and one key frame in five.
    assert (got[2].captured_at - got[0].captured_at).total_seconds() > 0.5


def test_given_a_path_the_server_does_not_have_then_it_is_unreachable(bounds, rtsp_port):
    with pytest.raises(Unreachable):
        frames_of("rtsp", f"rtsp://127.0.0.1:{rtsp_port}/none.mp4", bounds, 1)


def rtsp_says(*lines):
    def behave(sock: socket.socket, first):
        asked = first
        while asked:
            number = next(line for line in asked.split(b"\r\n") if line.lower().startswith(b"cseq"))
            sock.sendall(b"\r\n".join([lines[0], number, *lines[1:], b"", b""]))
            asked = sock.recv(4096)

    return behave


@pytest.mark.parametrize("status", [b"RTSP/1.0 401 Unauthorized", b"RTSP/1.0 403 Forbidden"])
@pytest.mark.parametrize("scheme", [b'Basic realm="c"', b'Digest realm="c", nonce="1"'])
def test_given_a_wrong_password_then_it_is_called_so_and_never_printed(bounds, status, scheme):
    with serve(rtsp_says(status, b"WWW-Authenticate: " + scheme)) as server:
        url = f"rtsp://127.0.0.1:{server.port}/live"
        with pytest.raises(WrongPassword) as raised:
            frames_of("rtsp", url, bounds, 1, username="viewer", password="hid/d@n:?")
    assert "hid" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_given_a_redirect_then_ffmpeg_never_sees_it(bounds):
    with serve(lambda *_: never()) as other:
        target = f"Location: rtsp://127.0.0.1:{other.port}/x".encode()
        with serve(rtsp_says(b"RTSP/1.0 302 Moved", target)) as server, pytest.raises(Refused):
            frames_of("rtsp", f"rtsp://127.0.0.1:{server.port}/live", bounds, 1)
        assert other.asked == []


@pytest.mark.parametrize("answer", [b"", b"R", b"$\x00\xff\xff"])
def test_given_an_rtsp_server_that_falls_silent_then_we_stop_waiting(bounds, answer):
    def behave(sock, _):
        sock.sendall(answer)
        never()

    with serve(behave) as server:
        began = time.monotonic()
        with pytest.raises(Stalled):
            frames_of("rtsp", f"rtsp://127.0.0.1:{server.port}/live", bounds, 1)
        assert time.monotonic() - began < 5


def test_given_an_rtsp_server_that_drips_a_byte_at_a_time_then_we_stop_waiting(bounds):
    def behave(sock, _):
        for byte in itertools.cycle(b"RTSP/1.0 200 OK\r\nX: y\r\n"):
            sock.sendall(bytes([byte]))
            time.sleep(0.1)  # slow, but never silent

    with serve(behave) as server:
        began = time.monotonic()
        with pytest.raises(Stalled):
            frames_of("rtsp", f"rtsp://127.0.0.1:{server.port}/live", bounds, 1)
        assert time.monotonic() - began < 8


@pytest.mark.parametrize("noise", [b"\x00" * 4096, b"HTTP/1.1 200 OK\r\n" * 100, b"$\x00\x10\x00" + b"x" * 4096])
def test_given_an_rtsp_server_that_sends_garbage_then_it_ends_in_bounded_time(bounds, noise):
    def behave(sock, _):
        while True:
            sock.sendall(noise)

    with serve(behave) as server:
        began = time.monotonic()
        with pytest.raises((Unreadable, Unreachable)):
            frames_of("rtsp", f"rtsp://127.0.0.1:{server.port}/live", bounds, 1)
        assert time.monotonic() - began < 8


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 4096])
def test_given_any_cut_of_the_stream_then_the_guard_passes_the_same_bytes(size):
    whole = (
        b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\n\r\nv=0\r\n"
        b"$\x00\x00\x04abcd$\x01\x00\x00RTSP/1.0 200 OK\r\n\r\n$\x00\x00\x02\r\n"
    )
    guard = RtspGuard()
    passed = b"".join(guard.feed(whole[at : at + size]) for at in range(0, len(whole), size))
    assert passed == whole
    assert guard.status == 200


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"RTSP/1.0 301 Moved\r\nLocation: x\r\n\r\n", Refused),
        (b"RTSP/1.0 302 Moved\n\n", Refused),
        (b"RTSP/1.0 200 OK\n\nRTSP/1.0 302 Moved\r\n\r\n", Refused),
        (b"$\x00\x00\x01aRTSP/1.0 307 Moved\r\n\r\n", Refused),
        (b"RTSP/1.0 200 OK\r\n$\x00\x00\x01\r\n\r\n", Unreadable),
        (b"RTSP/1.0 200 OK\r\nContent-Length: 3\r\nContent-Length: 900\r\n\r\n", Unreadable),
        (b"RTSP/1.0 200 OK\r\nContent-Length: -5\r\n\r\n", Unreadable),
        (b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n", Unreadable),
        (b"a" * 70_000, Unreadable),
    ],
)
def test_given_a_header_that_could_mislead_ffmpeg_then_the_guard_stops_it(data, error):
    with pytest.raises(error):
        RtspGuard().feed(data)


def test_given_a_short_file_then_it_loops(bounds, tmp_path):
    path = write_video(tmp_path / "loop.mp4", frames=4, rate=20)
    assert len(frames_of("file", str(path), bounds, 10)) == 10


def test_given_a_still_picture_as_file_then_it_repeats(bounds, tmp_path):
    (tmp_path / "still.jpg").write_bytes(jpeg())
    assert len(frames_of("file", str(tmp_path / "still.jpg"), bounds, 3)) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5000,
        b"ffconcat version 1.0\nfile street.mp4\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nstreet.mp4\n#EXT-X-ENDLIST\n",
        b"<?xml version='1.0'?><MPD></MPD>",
    ],
)
def test_given_a_file_that_is_no_video_of_its_own_then_it_is_unreadable(bounds, tmp_path, content):
    write_video(tmp_path / "street.mp4", frames=3)
    (tmp_path / "x.mp4").write_bytes(content)
    with pytest.raises(Unreadable):
        frames_of("file", str(tmp_path / "x.mp4"), bounds, 1)


def test_given_a_truncated_video_then_it_gives_what_it_has_or_says_so(bounds, tmp_path, video):
    (tmp_path / "cut.mp4").write_bytes(video.read_bytes()[:20_000])
    with pytest.raises(Unreadable):
        frames_of("file", str(tmp_path / "cut.mp4"), bounds, 1)
