"""The newest picture of each camera, and its way to the centre."""

from dataclasses import dataclass
from datetime import UTC, datetime

from camera_gateway.centre import Centre
from camera_gateway.posts import Post

OLD_S = 60.0  # a picture older than this when the centre is back is no news


@dataclass(frozen=True, slots=True)
class Snapshot:
    jpeg: bytes
    captured_at: datetime


def snapshot_post(centre: Centre) -> Post[Snapshot]:
    return Post("snapshot", lambda key, taken: centre.put_snapshot(key, taken.jpeg, taken.captured_at), _is_news)


def _is_news(snapshot: Snapshot) -> bool:
    return (datetime.now(UTC) - snapshot.captured_at).total_seconds() <= OLD_S
