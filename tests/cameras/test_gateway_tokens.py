"""The token of a gateway speaks for that gateway alone."""

from ioc.agencies import seed as agencies
from ioc.kernel.db import Database
from ioc.sensors import seed as sensors
from tests.cameras.test_cameras import NEW, jpeg, put, say


def test_given_the_token_of_one_gateway_when_it_speaks_for_another_then_403(client_for, db: Database) -> None:
    with db.write() as session:
        agencies.seed(session)
        sensors.seed(session)
    admin, gateway = client_for("admin"), client_for("gateway")
    assert admin.post("/api/v1/cameras", json=NEW).status_code == 201
    assert admin.post("/api/v1/cameras", json={**NEW, "key": "cam-02", "gateway": "bac"}).status_code == 201
    assert put(gateway, jpeg()).status_code == 200  # has not said its name yet
    assert gateway.get("/api/v1/cameras?gateway=bac").status_code == 200
    assert gateway.get("/api/v1/cameras?gateway=main").status_code == 403
    assert put(gateway, jpeg()).status_code == 403
    assert say(gateway, "online").status_code == 403
    other = client_for("gateway")
    assert other.get("/api/v1/cameras?gateway=main").status_code == 200
    assert put(other, jpeg()).status_code == 200
