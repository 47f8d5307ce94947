"""What every answer carries for the browser's sake, and how much a request may bring."""

from flask import Flask, request
from werkzeug.wrappers import Response

from ioc.kernel.config import Settings

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
CSP = "; ".join(f"{name} {sources}" for name, sources in DIRECTIVES.items())
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(self)",
}
A_YEAR = 31_536_000
JSON_LIMIT = 1 << 20
UPLOADS = ("multipart/", "image/", "text/csv")


def install(app: Flask, settings: Settings) -> None:
    https = settings.public_url.startswith("https://")
    reports = settings.config.reports
    upload_limit = int(max(4, reports.max_photos) * reports.max_photo_mb * (1 << 20)) + JSON_LIMIT

    @app.before_request
    def limit() -> None:
        # All three servers end a body without a length where it ends; eventlet's does not say that it does.
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            request.environ["wsgi.input_terminated"] = True
        request.max_content_length = upload_limit if request.mimetype.startswith(UPLOADS) else JSON_LIMIT

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
        if request.path.startswith("/static/dist/assets/") and response.status_code == 200:  # noqa: PLR2004
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        elif not request.path.startswith(("/static/", "/pack/", "/files/")):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
