"""The document itself: one operation per route and method under /api/v1."""

import re
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

from flask import Flask
from pydantic import BaseModel
from werkzeug.routing import AnyConverter, BaseConverter, FloatConverter, IntegerConverter, Rule

from ioc.accounts.permissions import PUBLIC
from ioc.web.openapi.views import Reads, reads

PREFIX = "/api/v1/"
REF = "#/components/schemas/{model}"
Json = dict[str, Any]

PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457. `type` is stable; further members say more: `fields`, `legal`, `permission`, …",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail"],
}
PAGE: Json = {
    "type": "object",
    "description": "One page of a list; `next` is the cursor of the next one, or null.",
    "properties": {"items": {"type": "array", "items": {"type": "object"}}, "next": {}},
    "required": ["items"],
}
ANSWERS = {
    "401": "Nobody is signed in, or the token is not good.",
    "403": "The role lacks the permission.",
    "404": "There is no such thing, or it is not yours to see.",
    "409": "The move is not legal now; `legal` names those that are.",
    "413": "The body is larger than may be.",
    "415": "The body is of another kind than is taken here.",
    "422": "A field is wrong; `fields` names each.",
    "429": "Too often; `Retry-After` says when to come back.",
    "500": "An unexpected error; it is in the centre's log.",
}


def document(app: Flask) -> Json:
    schemas: Json = {"Problem": PROBLEM, "Page": PAGE}
    paths: dict[str, Json] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if not rule.rule.startswith(PREFIX):
            continue
        view = app.view_functions[rule.endpoint]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
            paths.setdefault(path, {})[method.lower()] = _operation(rule, method, view, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Toàn Cảnh",
            "version": version("toan-canh"),
            "description": "Bearer token (`ioc token create --role …`) or the session of a page with `X-CSRFToken`. "
            "Times are RFC 3339, UTC. Lists are `{items, next}`. Errors are problem details.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "ioc"},
            },
        },
    }


PICTURE = {"type": "string", "contentMediaType": "image/jpeg"}


def _operation(rule: Rule, method: str, view: Callable[..., Any], schemas: Json) -> Json:
    taken = reads(view)
    words = (view.__doc__ or "").strip()
    permission: str = getattr(view, "permission", "")
    operation: Json = {
        "operationId": f"{rule.endpoint}.{method.lower()}",
        "tags": [rule.endpoint.partition(".")[0]],
        "summary": words.split("\n", 1)[0] or rule.endpoint.partition(".")[2].replace("_", " "),
        "x-permission": permission,
        "security": [] if permission == PUBLIC else [{"bearer": []}, {"session": []}],
        "parameters": [*_in_path(rule), *_in_query(taken, schemas), *_key(view)],
        "responses": _answers(taken),
    }
    if words:
        operation["description"] = " ".join(words.split())
    content = _content(taken, schemas) if method != "GET" else None
    if content:
        operation["requestBody"] = {"content": content, "required": True}
    if method == "PATCH" and taken.body is not None:
        for field in schemas[taken.body.__name__]["properties"].values():
            field.pop("default", None)  # what is absent from an edit stays as it is
    return operation


def _in_path(rule: Rule) -> Iterable[Json]:
    for name in sorted(rule.arguments):
        schema = _path_schema(rule._converters[name])  # noqa: SLF001 - Werkzeug shows converters nowhere else
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _path_schema(converter: BaseConverter) -> Json:
    if isinstance(converter, IntegerConverter):
        return {"type": "integer"}
    if isinstance(converter, FloatConverter):
        return {"type": "number"}
    if isinstance(converter, AnyConverter):
        return {"type": "string", "enum": sorted(converter.items)}
    return {"type": "string"}


def _in_query(taken: Reads, schemas: Json) -> Iterable[Json]:
    if taken.query is None:
        return
    shape = _schema(taken.query, schemas)
    for name, schema in shape.get("properties", {}).items():
        yield {"name": name, "in": "query", "required": name in shape.get("required", ()), "schema": schema}


def _key(view: Callable[..., Any]) -> Iterable[Json]:
    if getattr(view, "idempotent", False):
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "maxLength": 120},
            "description": "The same key and body again answer the same and create nothing.",
        }


def _content(taken: Reads, schemas: Json) -> Json | None:
    if taken.files:
        return {"multipart/form-data": {"schema": _multipart(taken.form, {"file": PICTURE}, ["file"], schemas)}}
    if taken.binary:
        return {taken.binary: {"schema": {"type": "string", "contentMediaType": taken.binary}}}
    if taken.body is None:
        return None
    name = taken.body.__name__
    schemas[name] = _schema(taken.body, schemas)
    content: Json = {"application/json": {"schema": {"$ref": REF.format(model=name)}}}
    if taken.either:
        photos = {"photos": {"type": "array", "items": PICTURE}}
        content["multipart/form-data"] = {"schema": _multipart(taken.body, photos, [], schemas)}
    return content


def _multipart(shape: type[BaseModel] | None, files: Json, needed: list[str], schemas: Json) -> Json:
    """A form: the fields of its shape and its files."""
    fields = _schema(shape, schemas) if shape is not None else {}
    return {
        "type": "object",
        "properties": {**fields.get("properties", {}), **files},
        "required": [*fields.get("required", ()), *needed],
    }


def _schema(shape: type[BaseModel], schemas: Json) -> Json:
    """The JSON schema of a shape; the shapes inside it go beside it."""
    made = shape.model_json_schema(ref_template=REF)
    schemas.update(made.pop("$defs", {}))
    return made


def _answers(taken: Reads) -> Json:
    problem = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
    schema: Json = {"$ref": REF.format(model="Page")} if taken.listing else {"type": "object"}
    good: Json = {
        "description": "Created." if taken.created else "Done.",
        "content": {"application/json": {"schema": schema}},
    }
    errors = {status: {"description": words, "content": problem} for status, words in ANSWERS.items()}
    return {"201" if taken.created else "200": good, **errors}
