"""What may be opened, and the refusals of media.md."""

import ipaddress
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_gateway.sources.address import check_url, open_file
from camera_gateway.sources.allow import parse, permits
from camera_gateway.sources.errors import Refused, Unreachable
from camera_gateway.sources.kinds import open_source
from camera_gateway.sources.spec import Bounds, SourceSpec

SITE = [parse("10.20.0.0/16"), parse("192.168.7.9:8080"), parse("[fd00:7::]/64:554")]
WIDE = [parse("0.0.0.0/0"), parse("::/0")]


def lookup(**names):
    return lambda host, _port: names[host.replace(".", "_").replace("-", "_")]


def test_given_a_camera_on_the_list_then_its_checked_address_is_returned():
    target = check_url("rtsp", "rtsp://10.20.3.4/ch/1?sub=2", SITE, username="u", password="hidden")
    assert (target.address, target.port, target.path, target.host) == (
        "10.20.3.4",
        554,
        "/ch/1?sub=2",
        "10.20.3.4",
    )
    assert "hidden" not in repr(target)


def test_given_a_name_then_it_is_resolved_once_and_the_address_is_what_counts():
    asked = []

    def resolver(host, port):
        asked.append((host, port))
        return ["10.20.1.1"] if len(asked) == 1 else ["169.254.169.254"]

    target = check_url("snapshot", "http://cam-7.site/x.jpg", SITE, resolver=resolver)
    assert target.address == "10.20.1.1"
    assert target.host == "cam-7.site"
    assert asked == [("cam-7.site", 80)]


@pytest.mark.parametrize(
    "url",
    [
        "exec:/bin/sh",
        " exec:ls",
        "file:///etc/passwd",
        "concat:a|b",
        "subfile:,,start,0,end,9,,:/etc/passwd",
        "data:image/jpeg;base64,AAAA",
        "unix:/run/docker.sock",
        "-i /etc/passwd",
        "$(id)",
        "http://10.20.3.4/$(id) x",
        "http://10.20.3.4/a\nHost: b",
        "http://10.20.3.4/a\r\n\r\n",
        "http://10.20.3.4/\x00",
        "http://10.20.3.4\\@10.20.0.1/",
        "http://user:pass@10.20.3.4/",
        "http://10.20.3.4@evil.example/",
        "http:///x",
        "http://",
        "",
        "http://10.20.3.4:99999/",
        "http://10.20.3.4:0/",
        "http://10.20.3.4:x/",
        "http://169477892/",  # 10.26.3.4 in decimal
        "http://0x0a140304/",
        "http://0x0a.20.3.4/",
        "http://012.024.3.4/",
        "http://10.20.772/",
        "http://10.20.3.4./",
        "http://[::ffff:10.20.3.4]/",
        "http://[::ffff:0a14:0304]/",
        "http://[64:ff9b::10.20.3.4]/",
        "http://[2002:0a14:0304::]/",
        "http://[fe80::1%25eth0]/",
        "http://[10.20.3.4]/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.7.9/",  # only its port 8080 is allowed
        "http://10.21.0.1/",
        "http://ｅxample.com/",
        "http://1０.20.3.4/",
        "rtsp://10.20.3.4/",
        "x" * 3000,
    ],
)
def test_given_a_hostile_or_foreign_address_then_it_is_refused_in_words(url):
    with pytest.raises(Refused) as refusal:
        check_url("snapshot", url, SITE, resolver=lookup())
    assert len(str(refusal.value)) > 10


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://169.254.1.1/", "http://[::1]/", "http://[fe80::1]/"])
def test_given_a_list_that_allows_everything_then_loopback_and_link_local_still_need_their_own_entry(url):
    with pytest.raises(Refused):
        check_url("mjpeg", url, WIDE)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/",
        "http://[::ffff:1.2.3.4]/",
        "http://[::]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
    ],
)
def test_given_any_list_then_metadata_disguised_and_group_addresses_are_never_allowed(url):
    own = [parse(text) for text in ("169.254.169.254", "169.254.0.0/16", "0.0.0.0/8", "224.0.0.0/4")]
    with pytest.raises(Refused):
        check_url("mjpeg", url, [*WIDE, *own])


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["10.20.1.1", "127.0.0.1"], ["fe80::1%eth0"], ["::ffff:10.20.1.1"], []]
)
def test_given_a_name_with_one_forbidden_address_then_the_whole_name_is_refused(answers):
    with pytest.raises(Refused):
        check_url("mjpeg", "http://cam.site/", SITE, resolver=lookup(cam_site=answers))


def test_given_a_real_name_for_loopback_then_it_is_refused():
    with pytest.raises(Refused):
        check_url("mjpeg", "http://localhost/", SITE)


def test_given_a_name_that_does_not_exist_then_the_camera_is_unreachable():
    with pytest.raises(Unreachable):
        check_url("mjpeg", "http://camera.invalid/", SITE)


def test_given_an_unknown_kind_then_it_is_refused():
    with pytest.raises(Refused):
        open_source(SourceSpec("webcam", "/dev/video0"), Bounds())


@given(st.text(max_size=60), st.sampled_from(["rtsp", "mjpeg", "snapshot", "file", "other"]))
def test_given_any_text_then_nothing_but_the_listed_network_comes_out(text, kind):
    def resolver(_host, _port):
        return ["10.20.9.9"]

    try:
        target = check_url(kind, text, SITE, resolver=resolver)
    except Refused:
        return
    assert permits(SITE, ipaddress.ip_address(target.address), target.port)


@given(st.ip_addresses(), st.integers(1, 65535))
def test_given_any_literal_then_it_passes_exactly_when_it_is_on_the_list(address, port):
    host = f"[{address}]" if address.version == 6 else str(address)
    expected = any(entry.covers(address, port) for entry in SITE)
    try:
        check_url("mjpeg", f"http://{host}:{port}/", SITE)
        passed = True
    except Refused:
        passed = False
    assert passed == expected


@pytest.mark.parametrize("entry", ["", "cam.site", "10.0.0.0/33", "10.0.0.1:0", "10.0.0.1:70000", "10.0.0.5/8", "any"])
def test_given_a_bad_entry_in_the_list_then_it_is_named(entry):
    with pytest.raises(ValueError):
        parse(entry)


def test_given_files_then_only_regular_ones_under_a_root_are_opened(tmp_path):
    root = tmp_path / "cameras"
    root.mkdir()
    (tmp_path / "secret").write_text("s")
    (root / "good.mp4").write_text("g")
    (root / "link.mp4").symlink_to(tmp_path / "secret")
    (root / "inner.mp4").symlink_to(root / "good.mp4")
    os.mkfifo(root / "pipe.mp4")
    for good in (root / "good.mp4", root / "inner.mp4", f"file://{root}/good.mp4"):
        os.close(open_file(str(good), [root]))
    bad = [
        "/etc/passwd",
        "etc/passwd",
        "file://host/etc/passwd",
        "concat:/etc/passwd",
        "pipe:0",
        f"{root}/../secret",
        f"file://{root}/%2e%2e/secret",
        f"{root}/link.mp4",
        f"{root}/pipe.mp4",
        f"{root}",
        "/proc/self/environ",
        f"{root}/good.mp4\n",
        f"file://{root}/good.mp4%00",
        "",
    ]
    for url in bad:
        with pytest.raises(Refused):
            open_file(url, [root])
    with pytest.raises(Unreachable):
        open_file(f"{root}/absent.mp4", [root])
