"""People and tokens by the API and by the command line."""

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import select

from ioc.accounts.models import AccessRecord, ApiToken, User
from ioc.cli import main
from ioc.kernel.db import Base, Database

NEW = {"email": "Lan@Example.vn", "name": "<b>Lan</b>", "role": "officer", "username": "lan"}


def test_given_an_admin_when_making_a_person_then_the_generated_password_is_shown_once(client_for) -> None:
    admin = client_for("admin")
    made = admin.post("/api/v1/users", json=NEW)
    assert (made.status_code, made.json["email"]) == (201, "lan@example.vn")
    assert len(made.json["password"]) == 19
    listed = admin.get("/api/v1/users").json["items"]
    assert [user["name"] for user in listed] == ["<b>Lan</b>"]
    assert "password" not in listed[0]


def test_given_a_taken_name_when_making_a_person_then_409(client_for) -> None:
    admin = client_for("admin")
    admin.post("/api/v1/users", json=NEW)
    assert admin.post("/api/v1/users", json={**NEW, "username": "mai"}).status_code == 409
    assert admin.post("/api/v1/users", json={**NEW, "email": "mai@example.vn"}).status_code == 409


def test_given_wrong_fields_when_making_a_person_then_422_names_them(client_for) -> None:
    admin = client_for("admin")
    for wrong in ({"email": "x"}, {"role": "device"}, {"name": ""}, {"username": "a b"}, {"password": "short"}):
        assert admin.post("/api/v1/users", json={**NEW, **wrong}).status_code == 422, wrong


def test_given_a_list_of_people_when_looked_at_then_it_is_recorded(client_for, db: Database) -> None:
    client_for("admin").get("/api/v1/users")
    with db.read() as session:
        record = session.scalars(select(AccessRecord)).one()
    assert (record.action, record.actor_kind, record.address) == ("user.list", "token", "127.0.0.1")


def test_given_a_token_made_by_the_api_when_revoked_then_it_opens_nothing(client_for, app) -> None:
    admin = client_for("admin")
    made = admin.post("/api/v1/tokens", json={"role": "officer", "name": "kịch bản"}).json
    client = app.test_client()
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert client.get("/api/v1/me", headers=headers).json["role"] == "officer"
    admin.delete(f"/api/v1/tokens/{made['id']}")
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    assert made["token"] not in admin.get("/api/v1/tokens").text


def test_given_the_command_line_when_making_a_token_then_one_line_and_it_works(tmp_path: Path) -> None:
    env = _centre(tmp_path)
    made = CliRunner().invoke(main, ["token", "create", "--role", "officer"], env=env)
    assert made.exit_code == 0, made.output
    assert len(made.stdout.splitlines()) == 1
    db = Database(env["IOC_DATABASE_URL"])
    with db.read() as session:
        assert session.scalars(select(ApiToken.role)).all() == ["officer"]
    db.dispose()


def test_given_the_command_line_when_making_a_person_then_name_and_password_are_printed(tmp_path: Path) -> None:
    env = _centre(tmp_path)
    arguments = ["user", "create", "--email", "a@b.vn", "--name", "Quản trị", "--role", "admin"]
    made = CliRunner().invoke(main, arguments, env=env)
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith("a@b.vn ")
    again = CliRunner().invoke(main, arguments, env=env)
    assert (again.exit_code, again.stderr) == (2, "ioc: Đã có người dùng a@b.vn.\n")
    db = Database(env["IOC_DATABASE_URL"])
    with db.read() as session:
        assert session.scalars(select(User)).unique().one().roles[0].name == "admin"
    db.dispose()


def test_given_an_address_that_is_none_when_making_a_person_then_nobody_is_made(tmp_path: Path) -> None:
    arguments = ["user", "create", "--email", "quan-tri", "--name", "A", "--role", "admin"]
    made = CliRunner().invoke(main, arguments, env=_centre(tmp_path))
    assert made.exit_code == 2
    assert "--email" in made.stderr


def test_given_an_empty_database_when_making_a_token_then_one_sentence(tmp_path: Path) -> None:
    env = {**_centre(tmp_path), "IOC_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    made = CliRunner().invoke(main, ["token", "create", "--role", "officer"], env=env)
    assert made.exit_code == 2
    assert "ioc migrate" in made.stderr


def _centre(tmp_path: Path) -> dict[str, str]:
    config = tmp_path / "config.yaml"
    config.write_text("{}")
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    db = Database(url)
    Base.metadata.create_all(db.write_engine)
    db.dispose()
    return {"IOC_HOME": str(tmp_path), "IOC_CONFIG": str(config), "IOC_DATABASE_URL": url}


def test_given_two_who_edit_a_person_when_the_second_saw_an_older_version_then_412(client_for) -> None:
    admin = client_for("admin")
    made = admin.post("/api/v1/users", json=NEW).json
    path, held = f"/api/v1/users/{made['id']}", {"If-Match": f'"{made["version"]}"'}
    assert admin.patch(path, json={"name": "Mai"}, headers=held).json["version"] == made["version"] + 1
    late = admin.patch(path, json={"name": "Cúc"}, headers=held)
    assert (late.status_code, late.json["current"]["name"]) == (412, "Mai")
