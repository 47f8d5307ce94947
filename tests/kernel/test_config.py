"""config.yaml: every mistake ends in one sentence that names the file, the line and the setting."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ioc.kernel import config
from ioc.kernel.config import Config, Home, Settings
from ioc.kernel.errors import ConfigError

ROOT = Path(__file__).parents[2]


def _read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return config.read(path)


def test_given_the_shipped_files_when_read_then_they_are_good() -> None:
    assert config.read(ROOT / "config.yaml").server.async_mode == "eventlet"
    assert config.read(ROOT / "deploy/config.city.yaml").mqtt.embedded is False


def test_given_an_empty_file_when_read_then_every_default_holds(tmp_path: Path) -> None:
    assert _read(tmp_path, "") == Config()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("city:\n  pack: demo\nserver:\n  async_mode: asyncio\n", "line 4: server.async_mode"),
        ("incidents:\n  join_radius_m: -5\n", "line 2: incidents.join_radius_m"),
        ("dispatch:\n  dispatch_within_min: [1, 2]\n", "line 2: dispatch.dispatch_within_min"),
        ("shifts:\n  - { code: a, name: b, name_en: c, start: '25:00', end: '06:00' }\n", "line 2: shifts.0.start"),
        ("reports:\n  answer_whithin_h: 4\n", "line 2: reports.answer_whithin_h"),
        ("nonsense: 1\n", "line 1: nonsense"),
        ("database:\n  url: mysql://a@b/c\n", "line 2: database.url"),
        ("city: [\n", "line 2"),
        ("- a list\n", "line 1"),
        ("city:\n  pack: demo\n  pack: packs/hue\n", "line 3: not valid YAML (pack stands twice)"),
        ("demo:\n  seed: 7\ncity: {}\ndemo: {}\n", "line 4: not valid YAML (demo stands twice)"),
        ("incidents:\n  join_radius: 5\n", "incidents.join_radius: there is no such setting; join_radius_m is meant?"),
        ("incidents:\n  join_radius_m: far\n", "join_radius_m: must be a valid number"),
        ("city: demo\n", "line 1: city: must hold settings"),
        ("demo:\n  speed: .inf\n", "line 2: demo.speed: must be a finite number"),
        ("mqtt:\n  slices:\n    all: ['#/x']\n", "line 3: mqtt.slices.all.0: is no topic filter"),
        ("mqtt:\n  slices: {}\n", "line 2: mqtt.slices"),
        ("server:\n  public_url: canh.example.vn\n", "line 2: server.public_url"),
        ("city:\n  pack: a\0b\n", "line 2: not valid YAML"),
        ("[" * 5000, "line 1: not valid YAML (nested too deeply)"),
    ],
)
def test_given_a_mistake_when_read_then_its_line_and_setting_are_named(tmp_path, text, expected) -> None:
    with pytest.raises(ConfigError, match=r"config\.yaml") as caught:
        _read(tmp_path, text)
    assert expected in caught.value.detail
    assert "\n" not in caught.value.detail


@pytest.mark.parametrize(("raw", "line"), [(b"city:\n  pack: \xff\n", 2), ("city: {}\n".encode("utf-16"), 1)])
def test_given_a_file_that_is_no_text_when_read_then_the_line_is_named(tmp_path: Path, raw: bytes, line: int) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(raw)
    with pytest.raises(ConfigError, match=f"line {line}: not a text in UTF-8"):
        config.read(path)


def test_given_words_that_yaml_once_read_as_something_else_when_read_then_they_are_what_stands_there(tmp_path) -> None:
    watch = "{ code: a, name: A, name_en: A, start: 14:00, end: 22:00 }"
    read = _read(tmp_path, f"accounts:\n  two_factor: off\nshifts:\n  - {watch}\nmqtt:\n  embedded: no\n")
    assert (read.accounts.two_factor, read.shifts[0].start, read.mqtt.embedded) == ("off", "14:00", False)


def test_given_a_section_whose_settings_are_commented_out_when_read_then_its_defaults_hold(tmp_path: Path) -> None:
    assert _read(tmp_path, "\ufeffcity:\n  # pack: packs/hue\n") == Config()


@pytest.mark.parametrize(("text", "on"), [("1", True), ("true", True), ("0", False), ("off", False), ("", False)])
def test_given_a_word_for_the_demo_when_loaded_then_it_is_understood(tmp_path: Path, text: str, on: bool) -> None:
    assert Settings(Config(), Home(tmp_path), {"IOC_DEMO": text}).demo is on


def test_given_a_word_for_the_demo_that_says_nothing_when_loaded_then_the_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="IOC_DEMO='maybe' is neither 1 nor 0"):
        Settings(Config(), Home(tmp_path), {"IOC_DEMO": "maybe"})


def test_given_a_home_that_cannot_be_when_asked_for_a_secret_then_the_variable_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(ConfigError, match=r"IOC_HOME: .* cannot be made"):
        Home(tmp_path / "home").secret("mqtt-device")


def test_given_no_file_when_read_then_the_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="IOC_CONFIG"):
        config.read(tmp_path / "missing.yaml")


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", ""])
def test_given_a_port_that_is_none_when_loaded_then_the_variable_is_named(tmp_path: Path, port: str) -> None:
    with pytest.raises(ConfigError, match="IOC_PORT"):
        Settings(Config(), Home(tmp_path), {"IOC_PORT": port})


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://u:secret@h/n", "postgresql://u:secret@h/n", "postgresql+psycopg://u:secret@h:none/n"]
)
def test_given_an_address_of_no_database_when_loaded_then_the_variable_is_named_and_no_password(
    tmp_path: Path, url: str
) -> None:
    with pytest.raises(ConfigError, match="IOC_DATABASE_URL is none") as caught:
        Settings(Config(), Home(tmp_path), {"IOC_DATABASE_URL": url})
    assert "secret" not in caught.value.detail


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////srv/ioc/city.db",
        "postgresql+psycopg://ioc:p/a#s:s?w%40@db/ioc",
        "postgresql+psycopg://ioc@[::1]:5432/ioc?sslmode=require",
        "postgresql+psycopg:///ioc?host=/run/postgresql",
    ],
)
def test_given_an_address_of_a_database_when_loaded_then_it_is_taken_as_it_is(tmp_path: Path, url: str) -> None:
    assert Settings(Config(), Home(tmp_path), {"IOC_DATABASE_URL": url}).database_url == url


def test_given_many_at_once_when_they_ask_for_a_secret_then_all_get_the_same_and_no_draft_stays(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        for n in range(20):
            given = set(pool.map(lambda _, n=n: Home(tmp_path).secret(f"key-{n}"), range(16)))
            assert len(given) == 1
            assert given != {""}
    assert not [path for path in (tmp_path / "secrets").iterdir() if path.name.startswith(".")]


def test_given_two_processes_when_both_ask_for_a_secret_then_they_get_the_same(
    tmp_path,
) -> None:
    home = Home(tmp_path)
    first = home.secret("session-key")
    assert Home(tmp_path).secret("session-key") == first
    assert len(first) >= 43
    assert (tmp_path / "secrets" / "session-key").stat().st_mode & 0o077 == 0
    assert Home(tmp_path).dir("db").stat().st_mode & 0o077 == 0


def test_given_the_demo_when_two_factor_is_required_then_it_is_off_there_only(tmp_path: Path) -> None:
    assert Settings(Config(), Home(tmp_path), {"IOC_DEMO": "0"}).two_factor
    assert not Settings(Config(), Home(tmp_path), {"IOC_DEMO": "1"}).two_factor
