"""Officers find what citizens wrote, however either of them types."""

import re
import unicodedata
from html import unescape

import pytest

from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.clock import now
from ioc.reports import erasing, intake
from ioc.reports.models import Report
from tests.reports.samples import new

CITIZEN = Actor("citizen", role="citizen")


@pytest.fixture
def told(city, settings) -> list[Report]:
    with city.write() as session:
        return [
            intake.receive(session, CITIZEN, now(), settings.home, new(text=text))
            for text in ("Ổ GÀ rất\n sâu trước chợ", "Đèn đường hỏng 100%", "cây đổ chắn lối")
        ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("o ga", [0]),
        ("ổ gà", [0]),
        ("Ổ GÀ", [0]),
        (unicodedata.normalize("NFD", "ổ gà rất sâu"), [0]),
        ("  O  GA ", [0]),
        ("DEN DUONG", [1]),
        ("100%", [1]),
        ("%", [1]),
        ("_", []),
        ("o_ga", []),
        ("", [2, 1, 0]),
        (" ", [2, 1, 0]),
    ],
)
def test_given_reports_when_searched_then_marks_and_capitals_do_not_matter(told, client_for, typed, found) -> None:
    officer = client_for("officer")
    items = officer.get("/api/v1/reports", query_string={"q": typed}).json["items"]
    assert [each["id"] for each in items] == [told[index].id for index in found]
    page = officer.get("/reports", query_string={"q": typed, "all": "1"}).text
    assert [index for index, report in enumerate(told) if report.code in page] == sorted(found)


def test_given_a_code_in_small_letters_when_searched_then_its_report_is_found(told, client_for) -> None:
    items = client_for("officer").get("/api/v1/reports", query_string={"q": told[1].code.lower()}).json["items"]
    assert [each["id"] for each in items] == [told[1].id]


def test_given_words_that_are_erased_when_searched_then_nothing_holds_them(told, city, settings, client_for) -> None:
    with city.write() as session:
        erasing.erase(session, SYSTEM, now(), settings.home, told[0].id, words=True)
    assert client_for("officer").get("/api/v1/reports?q=o ga").json["items"] == []
    with city.read() as session:
        row = session.get_one(Report, told[0].id)
        assert "cho" not in row.folded
        assert row.code.lower() in row.folded


def test_given_more_than_a_page_when_the_desk_goes_on_then_the_next_page_keeps_words_and_place(
    told, city, settings, client_for
) -> None:
    with city.write() as session:
        for number in range(60):
            intake.receive(session, CITIZEN, now(), settings.home, new(text=f"ổ gà số {number}"))
    officer = client_for("officer")
    pages, path = [], "/reports?all&q=ổ gà"
    while path:
        pages.append(officer.get(path).text)
        link = re.search(r'href="(/reports\?all&amp;[^"]*cursor=[^"]*)"', pages[-1])
        path = unescape(link[1]) if link else ""
    assert len(pages) == 2
    codes = [re.findall(r"PA-\w+", page) for page in pages]
    assert (len(codes[0]), len(codes[1])) == (50, 11)
    assert not set(codes[0]) & set(codes[1])
    assert told[1].code not in pages[1]
