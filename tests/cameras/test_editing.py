"""Two people who edit one camera."""

from ioc.kernel.clock import now, rfc3339
from tests.cameras.test_cameras import centre, gateway

__all__ = ["centre", "gateway"]


def test_given_two_who_edit_a_camera_that_goes_dark_when_the_second_saw_an_older_edition_then_412(
    gateway, client_for
) -> None:
    admin, path = client_for("admin"), "/api/v1/cameras/cam-01"
    held = {"If-Match": f'"{admin.get(path).json["edition"]}"'}
    gateway.post(f"{path}/health", json={"state": "dark", "at": rfc3339(now())})
    first = admin.patch(path, json={"name": "Một"}, headers=held)
    assert (first.status_code, first.json["edition"]) == (200, 2)
    late = admin.patch(path, json={"name": "Hai"}, headers=held)
    assert (late.status_code, late.json["theirs"], late.json["current"]["name"]) == (412, 2, "Một")
    assert "password" not in late.json["current"]["source"]
