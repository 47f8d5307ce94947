"""The position a photo carries. Read once, to say "from the photo"; what is stored has no EXIF at all."""

import struct
from io import BytesIO
from typing import Any

from PIL import Image

GPS_IFD = 0x8825
LAT_REF, LAT, LON_REF, LON = 1, 2, 3, 4
BROKEN = (ValueError, TypeError, KeyError, IndexError, SyntaxError, ZeroDivisionError, OSError, struct.error)


def position(data: bytes, mime: str) -> tuple[float, float] | None:
    """Longitude and latitude from the EXIF of a JPEG, whose header Pillow reads without decoding; else None."""
    if mime != "image/jpeg":
        return None
    try:
        with Image.open(BytesIO(data), formats=["JPEG"]) as image:
            gps = image.getexif().get_ifd(GPS_IFD)
        lon, lat = _degrees(gps[LON]), _degrees(gps[LAT])
        west, south = gps.get(LON_REF) == "W", gps.get(LAT_REF) == "S"
    except BROKEN:
        return None
    return _sane(-lon if west else lon, -lat if south else lat)


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _sane(lon: float, lat: float) -> tuple[float, float] | None:
    """NaN fails every comparison; 0, 0 is what a camera without a fix writes."""
    inside = -180 <= lon <= 180 and -90 <= lat <= 90  # noqa: PLR2004 - the globe
    return (lon, lat) if inside and (lon, lat) != (0.0, 0.0) else None
