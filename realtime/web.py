"""The entry of `ioc web`: `python -m realtime.web`. The one module that knows the async mode: it patches first."""

import logging
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import yaml

Serve = Callable[[str, int, Any], None]
MOST_SOCKETS = 20_000
BACKLOG = 1024
LAST_MOMENT_S = 4.0
LOOK_EVERY_S = 0.1


def _eventlet() -> Serve:
    # known, and decided: docs/decisions/0001
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()
    # psycopg waits inside C unless it is told to use the (patched) select; only here: a real select fails at fd 1024
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
    from eventlet import tpool, wsgi

    from ioc.kernel import offload

    offload.use(tpool.execute)

    def serve(host: str, port: int, app: Any) -> None:
        listener = eventlet.listen((host, port), backlog=BACKLOG)
        wsgi.server(listener, app, log_output=False, max_size=MOST_SOCKETS, debug=False)

    return serve


def _gevent() -> Serve:
    from gevent import get_hub, monkey

    monkey.patch_all()
    from gevent import pywsgi
    from geventwebsocket.handler import WebSocketHandler

    from ioc.kernel import offload

    offload.use(get_hub().threadpool.apply)

    def serve(host: str, port: int, app: Any) -> None:
        server = pywsgi.WSGIServer((host, port), app, handler_class=WebSocketHandler, log=None, backlog=BACKLOG)
        server.serve_forever()

    return serve


def _threading() -> Serve:
    def serve(host: str, port: int, app: Any) -> None:
        from werkzeug.serving import WSGIRequestHandler, make_server

        class Quiet(WSGIRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                """The proxy before us keeps the access log."""

        make_server(host, port, app, threaded=True, request_handler=Quiet).serve_forever()

    return serve


MODES = {"eventlet": _eventlet, "gevent": _gevent, "threading": _threading}
DEFAULT_MODE = "eventlet"  # of ioc.kernel.config


def main() -> None:
    mode = _mode()
    serve = MODES[mode]()
    from ioc.kernel import config  # nothing of ours before the patch: it makes locks, sockets and models
    from ioc.kernel.errors import ConfigError

    try:
        settings = config.load()
    except ConfigError as error:
        _end(f"ioc web: {error}")
    from realtime.server import Server

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("geventwebsocket.handler", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)
    server = Server(settings, mode)
    _stop_on_signals(server.stop)
    server.start()
    host, port = settings.config.server.host, settings.port
    logging.getLogger(__name__).info("web listens on %s:%s (%s)", host, port, mode)
    try:
        serve(host, port, server.app)
    except OSError as error:
        _end(f"ioc web: IOC_PORT: {host}:{port} cannot be listened on ({error.strerror})")


def _end(why: str) -> NoReturn:
    sys.stderr.write(f"{why}\n")
    sys.exit(2)  # as every process whose settings are wrong


def _mode() -> str:
    """server.async_mode, read before anything that must be patched; what is wrong in the file is said later."""
    try:
        data = yaml.safe_load(Path(os.environ.get("IOC_CONFIG") or "config.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return DEFAULT_MODE
    server = data.get("server") if isinstance(data, dict) else None
    mode = server.get("async_mode") if isinstance(server, dict) else None
    return mode if mode in MODES else DEFAULT_MODE


def _stop_on_signals(stop: Callable[[], None]) -> None:
    """TERM and INT end the process gracefully, and in any case within LAST_MOMENT_S.

    A handler may run inside the hub, where nothing may wait or be started: it leaves a note for a thread to find.
    """
    asked: list[int] = []

    def ending() -> None:
        while not asked:
            time.sleep(LOOK_EVERY_S)
        try:
            stop()
        finally:
            logging.shutdown()
            os._exit(0)

    def ask(signum: int, _frame: Any) -> None:
        if not asked:
            signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
            signal.setitimer(signal.ITIMER_REAL, LAST_MOMENT_S)
        asked.append(signum)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    threading.Thread(target=ending, name="stop", daemon=True).start()


if __name__ == "__main__":
    main()
