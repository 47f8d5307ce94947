"""Every room's routes, by address. Apart from `ioc.wiring`: ingest and worker write facts and serve no pages."""

from ioc.accounts import routes as accounts
from ioc.agencies import routes as agencies
from ioc.cameras import routes as cameras
from ioc.dispatch import routes as dispatch
from ioc.incidents import files
from ioc.incidents import routes as incidents
from ioc.insight import casefile, places, search
from ioc.insight import routes as insight
from ioc.reports import desk, pages
from ioc.reports import routes as reports
from ioc.sensors import alarm_routes
from ioc.sensors import routes as sensors

BLUEPRINTS = (
    accounts.bp,
    agencies.bp,
    cameras.bp,
    dispatch.bp,
    files.bp,
    incidents.bp,
    casefile.bp,
    places.bp,
    search.bp,
    desk.bp,
    pages.bp,
    reports.bp,
    sensors.bp,
    alarm_routes.bp,
    insight.bp,
)
