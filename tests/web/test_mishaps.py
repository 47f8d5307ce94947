"""An error, for people: what happened, what to do now, and a way on."""

from pathlib import Path

import pytest
from sqlalchemy import event

from tests.dispatch.conftest import Scene, scene

__all__ = ["scene"]
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("path", "status", "words", "way"),
    [
        ("/nope", 404, "Không có trang này", 'href="/"'),
        ("/r/nobody", 404, "Không có phản ánh này", 'href="/find"'),
        ("/r/nobody/rate", 405, "Không mở thẳng được trang này", 'href="/"'),
    ],
)
def test_given_a_visitor_who_goes_wrong_when_answered_then_words_and_a_way_on(
    client_for, path: str, status: int, words: str, way: str
) -> None:
    answer = client_for("anonymous").get(path, headers=HTML)
    assert answer.status_code == status
    assert words in answer.text
    assert way in answer.text


def test_given_an_officer_at_a_page_of_administrators_when_refused_then_led_to_the_own_desk(client_for) -> None:
    answer = client_for("officer").get("/admin", headers=HTML)
    assert answer.status_code == 403
    assert 'class="button touch primary" href="/console"' in answer.text


def test_given_a_slash_at_the_end_or_another_language_when_opened_then_it_is_the_same_page(client_for) -> None:
    assert client_for("admin").get("/admin/", headers=HTML).status_code == 200
    page = client_for("officer").get("/reports?all&q=x&lang=en", headers=HTML)
    assert page.status_code == 200
    assert "/reports?all=&amp;q=x&amp;lang=vi" in page.text


def test_given_a_wrong_question_when_a_person_asks_then_the_answer_is_in_their_language(client_for) -> None:
    answer = client_for("officer").get("/reports?cursor=abc", headers=HTML)
    assert answer.status_code == 422
    assert "phải là số nguyên" in answer.text


def test_given_a_full_disk_when_a_file_cannot_be_written_then_503_says_so_and_when_to_come_back(app) -> None:
    app.add_url_rule("/api/full", view_func=lambda: str(Path("/dev/full").write_bytes(b"a photo")))
    answer = app.test_client().get("/api/full")
    assert (answer.status_code, answer.json["type"], answer.headers["Retry-After"]) == (503, "disk-full", "30")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_given_a_full_disk_when_the_database_cannot_grow_then_503_says_so_and_nothing_is_kept(
    scene: Scene, client_for
) -> None:
    officer, url = client_for("officer"), f"/api/v1/incidents/{scene.incident}"

    def no_room(connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # at least what it has: it cannot grow any more

    event.listen(scene.db.write_engine, "begin", no_room)
    answers = [officer.post(f"{url}/notes", json={"text": "x" * 2000}) for _ in range(20)]
    refused = [answer.json["type"] for answer in answers if answer.status_code == 503]
    assert refused
    assert set(refused) == {"disk-full"}
    kept = [each for each in officer.get(url).json["timeline"] if each["text"]]
    assert len(kept) == sum(answer.status_code == 201 for answer in answers)
