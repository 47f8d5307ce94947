"""GET for cameras: no redirects, bounded head and body, a deadline on every wait, Basic and Digest logins."""

import http.client
import io
from dataclasses import dataclass

from camera_gateway.sources import auth
from camera_gateway.sources.address import Target
from camera_gateway.sources.errors import Refused, SourceError, Unreachable, Unreadable, WrongPassword
from camera_gateway.sources.spec import Bounds
from camera_gateway.sources.wire import Hold, Wire, connect

HEAD_BYTES = 64 * 1024
OK, UNAUTHORIZED, FORBIDDEN = 200, 401, 403


@dataclass(slots=True)
class Answer:
    """A 200 of which only the head has been read."""

    wire: Wire
    response: http.client.HTTPResponse

    @property
    def body(self) -> io.BufferedIOBase:
        return self.response

    @property
    def content_type(self) -> str:
        return self.response.headers.get("Content-Type", "")

    def close(self) -> None:
        self.wire.hang_up()


def get(target: Target, bounds: Bounds, hold: Hold) -> Answer:
    """Connect, ask, log in if the camera wants it; raises the errors of a source."""
    answer = _ask(target, bounds, hold, None)
    if answer.response.status == UNAUTHORIZED and target.username:
        challenges = answer.response.headers.get_all("WWW-Authenticate") or []
        said = auth.answer(challenges, target.username, target.password, "GET", target.path)
        answer.close()
        if said is None:
            raise WrongPassword("the camera asks for a kind of login we cannot give")
        answer = _ask(target, bounds, hold, said)
    try:
        _judge_status(answer.response.status)
    except SourceError:
        answer.close()
        raise
    return answer


def _ask(target: Target, bounds: Bounds, hold: Hold, authorization: str | None) -> Answer:
    wire = hold.take(connect(target, bounds.open_s, bounds.ca_file))
    wire.grant(bounds.read_s, HEAD_BYTES)
    lines = [
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.netloc}",
        "Accept: image/jpeg, multipart/x-mixed-replace",
    ]
    lines += ["User-Agent: ToanCanh-gateway", "Connection: close"]
    if authorization is not None:
        lines.append(f"Authorization: {authorization}")
    response = http.client.HTTPResponse(wire, method="GET")  # type: ignore[arg-type]  # it only calls makefile()
    try:
        wire.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        response.begin()
    except http.client.HTTPException as exc:
        wire.hang_up()
        raise Unreadable("the camera does not answer in HTTP") from exc
    except (SourceError, ValueError, OSError):
        wire.hang_up()
        raise
    return Answer(wire, response)


def _judge_status(status: int) -> None:
    if status == OK:
        return
    if status in (UNAUTHORIZED, FORBIDDEN):
        raise WrongPassword(f"the camera answers {status}")
    if http.client.MULTIPLE_CHOICES <= status < http.client.BAD_REQUEST:
        raise Refused(f"the camera answers {status} and wants to send us elsewhere; redirects are not followed")
    raise Unreachable(f"the camera answers {status}")
