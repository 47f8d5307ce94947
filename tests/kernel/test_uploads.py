"""Uploads: refused before anything is decoded, and never served as they came."""

import contextlib
import struct
import zlib
from io import BytesIO
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin
from sqlalchemy import select

from ioc.kernel import events
from ioc.kernel.clock import now
from ioc.kernel.db import Database
from ioc.kernel.errors import Invalid, TooMuch
from ioc.kernel.files import StoredFile, path_of, quarantine
from ioc.kernel.pictures import FULL, encode, process_quarantine
from ioc.kernel.uploads import read_picture


def jpeg(size=(400, 300), **options) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


def with_position(lon: float, lat: float) -> bytes:
    def dms(value: float) -> tuple:
        minutes = abs(value) % 1 * 60
        return (int(abs(value)), int(minutes), TiffImagePlugin.IFDRational(round(minutes % 1 * 60 * 10000), 10000))

    exif = Image.Exif()
    gps = exif.get_ifd(0x8825)
    gps.update({1: "S" if lat < 0 else "N", 2: dms(lat), 3: "W" if lon < 0 else "E", 4: dms(lon)})
    exif[0x010F] = "Camera of a citizen"
    return jpeg(exif=exif)


def huge_png(side: int) -> bytes:
    """A few hundred bytes that claim side × side pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


class Endless:
    """200 MB that remembers how much of itself was read."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int) -> bytes:
        self.taken += size
        return b"\xff\xd8\xff" + b"\0" * (size - 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_given_a_picture_of_a_known_kind_when_read_then_its_bounds_come_from_the_header(kind: str) -> None:
    out = BytesIO()
    Image.new("RGB", (321, 123)).save(out, kind)
    picture = read_picture(BytesIO(out.getvalue()), 1)
    assert (picture.mime, picture.width, picture.height) == (f"image/{kind.lower()}", 321, 123)


def test_given_a_lossless_and_an_extended_webp_when_read_then_their_bounds_are_right() -> None:
    for options in ({"lossless": True}, {"exif": Image.Exif().tobytes()}):
        out = BytesIO()
        Image.effect_noise((640, 480), 9).convert("RGB").save(out, "WEBP", **options)
        picture = read_picture(BytesIO(out.getvalue()), 2)
        assert (picture.width, picture.height) == (640, 480)


def test_given_a_60000_square_png_when_read_then_it_is_refused_before_decoding() -> None:
    with pytest.raises(Invalid, match="60000 × 60000"):
        read_picture(BytesIO(huge_png(60_000)), 15)


def test_given_200_mb_when_read_then_refused_after_the_cap() -> None:
    stream = Endless()
    with pytest.raises(TooMuch):
        read_picture(stream, 15)
    assert stream.taken <= 15_000_001


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 50,
        b"%PDF-1.7",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\xff\xff",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\0\0\0\x18ftypheic" + b"\0" * 40,
    ],
)
def test_given_what_is_no_picture_when_read_then_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_picture(BytesIO(data), 15)
    assert refused.value.detail.endswith(".")


@given(
    st.binary(max_size=200), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"RIFF\0\0\0\0WEBP"])
)
def test_given_any_bytes_behind_a_good_start_when_read_then_only_our_own_errors_come(tail: bytes, start: bytes) -> None:
    with contextlib.suppress(Invalid, TooMuch):
        read_picture(BytesIO(start + tail), 15)


@pytest.mark.parametrize("piece", [b"\xff", b"\xff\xd0", b"\xff\xe0\x00\x02"])
def test_given_15_mb_of_fill_or_empty_segments_when_read_then_refused_at_once(piece: bytes) -> None:
    data = b"\xff\xd8\xff\xfe\x00\x02" + piece * (14_900_000 // len(piece))
    began = process_time()
    with pytest.raises(Invalid):
        read_picture(BytesIO(data), 15)
    assert process_time() - began < 0.5


def test_given_fill_bytes_before_a_marker_when_read_then_the_picture_is_still_read() -> None:
    data = jpeg((320, 240))
    picture = read_picture(BytesIO(data[:2] + b"\xff" * 9 + data[2:]), 1)
    assert (picture.width, picture.height) == (320, 240)


def test_given_a_photo_with_a_position_when_read_then_known_and_when_encoded_then_gone() -> None:
    data = with_position(107.5957, -16.4777)
    picture = read_picture(BytesIO(data), 5)
    assert (picture.lon, picture.lat) == (pytest.approx(107.5957, abs=1e-5), pytest.approx(-16.4777, abs=1e-5))
    for made in (encode(data).full, encode(data).thumb):
        assert b"Camera of a citizen" not in made
        assert not Image.open(BytesIO(made)).getexif()


def test_given_a_polyglot_when_encoded_then_only_pixels_survive() -> None:
    script = b"<script>alert(1)</script>"
    archive = b"PK\x03\x04" + b"evil.jar" * 20
    made = encode(jpeg(comment=script) + archive)
    assert script not in made.full
    assert b"evil" not in made.full


def test_given_a_rotated_and_large_photo_when_encoded_then_upright_and_bounded() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    made = encode(jpeg((4000, 3000), exif=exif))
    assert (made.width, made.height) == (FULL * 3 // 4, FULL)


def test_given_a_transparent_picture_when_encoded_then_it_lies_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(BytesIO(encode(out.getvalue()).full)).getpixel((32, 32)) == (255, 255, 255)


def test_given_files_in_quarantine_when_processed_then_ready_or_refused_and_no_original_is_left(
    db: Database, settings
) -> None:
    with db.write() as session:
        good = quarantine(session, settings.home, jpeg(), "image/jpeg", now())
        cut = quarantine(session, settings.home, jpeg()[:900], "image/jpeg", now())
    assert process_quarantine(db, settings.home, now()) == 2
    with db.read() as session:
        rows = {row.id: row for row in session.scalars(select(StoredFile))}
        kinds = [(row.kind, row.subject_id) for row in events.since(session, 0)]
    assert (rows[good.id].state, rows[cut.id].state) == ("ready", "refused")
    assert kinds == [("picture.ready", good.id)]
    assert path_of(settings.home, good.key, "full").read_bytes().startswith(b"\xff\xd8\xff")
    assert not any(path_of(settings.home, row.key, "quarantine").exists() for row in (good, cut))
    assert process_quarantine(db, settings.home, now()) == 0


def broken_exif_png() -> bytes:
    """Bounds and pixels are fine; the EXIF chunk ends in the middle of its header."""
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    data, exif = out.getvalue(), b"MM\x00*\x00\x00\x00"
    chunk = struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif))
    return data[:33] + chunk + data[33:]  # after IHDR


def test_given_a_picture_that_breaks_the_decoder_when_processed_then_those_behind_it_still_come(db, settings) -> None:
    assert read_picture(BytesIO(broken_exif_png()), 1).width == 40
    with db.write() as session:
        evil = quarantine(session, settings.home, broken_exif_png(), "image/png", now())
        good = quarantine(session, settings.home, jpeg(), "image/jpeg", now())
    assert process_quarantine(db, settings.home, now()) == 2
    with db.read() as session:
        rows = {row.id: row for row in session.scalars(select(StoredFile))}
    assert (rows[evil.id].state, rows[evil.id].reason, rows[good.id].state) == ("refused", "error", "ready")
    assert not path_of(settings.home, evil.key, "quarantine").exists()


def test_given_a_policy_that_fails_for_one_picture_when_processed_then_the_others_become_ready(
    db, settings, monkeypatch
) -> None:
    def fails_for_first(_session, event, _now) -> None:
        if event.subject_id == first.id:
            raise KeyError("a subject that is gone")

    with db.write() as session:
        first = quarantine(session, settings.home, jpeg(), "image/jpeg", now())
        second = quarantine(session, settings.home, jpeg(), "image/jpeg", now())
    monkeypatch.setitem(events.POLICIES, "picture.ready", [fails_for_first])
    process_quarantine(db, settings.home, now())
    with db.read() as session:
        rows = {row.id: row.state for row in session.scalars(select(StoredFile))}
    assert rows == {first.id: "refused", second.id: "ready"}
