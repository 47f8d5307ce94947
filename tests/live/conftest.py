"""A web process for the tests of its sockets."""

from collections.abc import Iterator

import pytest

from tests.live.process import Web


@pytest.fixture(scope="module", params=["eventlet", "gevent", "threading"])
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    running = Web(tmp_path_factory.mktemp(request.param), request.param).start()
    yield running
    try:
        took = running.stop()
        assert took < 5, f"TERM took {took:.1f} s"
    finally:
        running.end()
