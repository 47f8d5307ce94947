"""Work that blocks in C (argon2, pictures) leaves the green hub. Only the entry of `ioc web` knows how."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")
Runner = Callable[[Callable[[], Any]], Any]


def _here(work: Callable[[], Any]) -> Any:
    return work()


_runner: list[Runner] = [_here]


def use(runner: Runner) -> None:
    """The entry module names its thread pool: `use(eventlet.tpool.execute)`, `use(hub.threadpool.apply)`."""
    _runner[0] = runner


def run(work: Callable[[], T]) -> T:
    """Runs `work` off the hub and gives its answer or its error. `work` must not touch the request or the session."""
    return cast(T, _runner[0](work))
