"""What citizens send."""

from io import BytesIO

from PIL import Image

from ioc.kernel.uploads import Picture
from ioc.reports.schemas import NewReport


def new(**changes) -> NewReport:
    return NewReport(**{"category": "road", "lat": 16.4777, "lon": 107.5957, "text": "Ổ gà sâu", **changes})


def photo(**changes) -> Picture:
    out = BytesIO()
    Image.new("RGB", (64, 48), "grey").save(out, "JPEG")
    return Picture(**{"data": out.getvalue(), "mime": "image/jpeg", "width": 64, "height": 48, **changes})
