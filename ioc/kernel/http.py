"""What every `routes.py` uses: the process's services, and bodies parsed into shapes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import orjson
from flask import current_app, request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError

from ioc.kernel.config import Settings
from ioc.kernel.db import Database
from ioc.kernel.errors import Invalid, TooMuch, WrongMedia
from ioc.kernel.idempotency import NOT_PART_OF_THE_BODY, idempotent
from ioc.kernel.shapes import whole_numbers, wrong
from ioc.kernel.uploads import Picture, read_picture

__all__ = ["Services", "body", "form", "idempotent", "picture", "query", "services", "shaped", "whole"]

LANGUAGE = "lang"  # what an answer is written in, whatever is asked
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass
class Services:
    """What one process holds once. `pack` is the CityPack (ioc.places), typed there to keep the floors."""

    settings: Settings
    db: Database
    pack: Any = None
    extra: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.db.info["services"] = self  # so that use cases and policies find the configuration and the pack


def services() -> Services:
    return cast(Services, current_app.extensions["ioc"])


def body(shape: type[Shape]) -> Shape:
    """The JSON body as `shape`, every value of the kind it should be: true is no number, "5" is none, 1 is not true.

    Raises WrongMedia (415), or Invalid (422) naming every wrong field.
    """
    if request.content_length and not request.is_json:
        raise WrongMedia(_("Hãy gửi JSON và nói rõ: Content-Type: application/json."))
    given = whole()
    data = request.get_json(silent=True)
    if not isinstance(data, dict):
        if given:
            raise Invalid(_("Nội dung gửi lên không phải là một đối tượng JSON."))
        data = {}
    try:
        text = orjson.dumps(whole_numbers(data))
    except (RecursionError, orjson.JSONEncodeError) as error:
        raise Invalid(_("Nội dung gửi lên lồng quá sâu hoặc có ký tự không hợp lệ.")) from error
    return _judged(data, lambda: shape.model_validate_json(text, strict=True))


def whole() -> bytes:
    """All that was sent. Raises TooMuch (413) where it came in pieces and was cut at the limit."""
    data = request.get_data(cache=True)
    limit = request.max_content_length
    if request.content_length is None and limit is not None and len(data) >= limit:
        raise TooMuch(_("Quá lớn: trung tâm nhận nhiều nhất %(n)s byte.", n=limit))
    return data


def query(shape: type[Shape]) -> Shape:
    """The query string as `shape`; an empty parameter counts as absent. `lang` belongs to every address."""
    return shaped(shape, {key: value for key, value in request.args.items() if value != "" and key != LANGUAGE})


def _holds_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any(_holds_nul(each) for each in (*value, *value.values()))
    if isinstance(value, list):
        return any(_holds_nul(each) for each in value)
    return isinstance(value, str) and "\0" in value


def form(shape: type[Shape]) -> Shape:
    """The fields of a form as `shape`; an empty field counts as absent."""
    fields = {key: value for key, value in request.form.items() if value and key not in NOT_PART_OF_THE_BODY}
    return shaped(shape, fields)


def picture(field: str = "file") -> Picture:
    """The one picture of a form, looked at but not decoded. Raises Invalid (422) or TooMuch (413).

    Where the form holds one file only, that is the one, whatever its field is called.
    """
    alone = next(iter(request.files.values()), None) if len(request.files) == 1 else None
    upload = request.files.get(field, alone)
    if upload is None:
        raise Invalid(_("Thiếu tệp ảnh."), fields=[{"field": field, "problem": "missing"}])
    return read_picture(upload.stream, services().settings.config.reports.max_photo_mb)


def shaped(shape: type[Shape], data: dict[str, Any]) -> Shape:
    """What came as text (a query, a form) as `shape`. Raises Invalid (422)."""
    return _judged(data, lambda: shape.model_validate(data))


def _judged(data: dict[str, Any], read: Callable[[], Shape]) -> Shape:
    odd = [name for name, value in data.items() if _holds_nul(value)]
    if odd:  # PostgreSQL cannot keep it, SQLite would; nobody types it
        raise Invalid(_("Có ký tự NUL."), fields=[{"field": name, "problem": "NUL"} for name in odd])
    try:
        return read()
    except ValidationError as error:
        fields = wrong(error)
        raise Invalid("; ".join(f"{f['field']}: {f['problem']}" for f in fields), fields=fields) from error
