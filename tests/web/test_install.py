"""Phones and tablets put us on their home screens: each door has its manifest, and icons that they can draw."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ioc.web.assets import DIST

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(not Path(DIST, ".vite").exists(), reason="the browser side is not built (make test builds it)"),
]


@pytest.mark.parametrize(
    ("path", "page", "language", "short"),
    [
        ("/manifest.webmanifest", "/report", "vi", "Phản ánh"),
        ("/manifest.webmanifest", "/report", "en", "Reports"),
        ("/crew/manifest.webmanifest", "/crew", "vi", "Tổ hiện trường"),
    ],
)
def test_given_anybody_when_a_page_is_installed_then_its_manifest_names_it_and_its_icons_are_pictures_of_their_size(
    client_for, path: str, page: str, language: str, short: str
) -> None:
    anybody = client_for("anonymous")
    shape = anybody.get(f"{path}?lang={language}").get_json(force=True)
    assert (shape["start_url"], shape["short_name"], shape["display"]) == (page, short, "standalone")
    drawn = [icon for icon in shape["icons"] if icon["type"] == "image/png"]
    assert {(icon["sizes"], icon["purpose"]) for icon in drawn} >= {("192x192", "any"), ("512x512", "maskable")}
    for icon in drawn:
        picture = Image.open(BytesIO(anybody.get(icon["src"]).data))
        assert (f"{picture.width}x{picture.height}", picture.format) == (icon["sizes"], "PNG")


def test_given_a_citizens_page_when_opened_then_it_leads_to_its_manifest_and_to_an_icon_for_ios(client_for) -> None:
    anybody = client_for("anonymous")
    for path in ("/", "/report"):
        page = anybody.get(f"{path}?lang=en").text
        assert '<link rel="manifest" href="/manifest.webmanifest?lang=en">' in page
        icon = page.partition('rel="apple-touch-icon" href="')[2].partition('"')[0]
        assert Image.open(BytesIO(anybody.get(icon).data)).size == (180, 180)
