"""What a view takes and gives, read from its own code: `body(Shape)`, `query(Shape)`, `request.files`, `…, 201`."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel


@dataclass(frozen=True)
class Reads:
    """Shapes and forms of one view. `binary`: the media type of a raw body; `either`: JSON or a form with `photos`."""

    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    form: type[BaseModel] | None = None
    files: bool = False
    either: bool = False
    binary: str | None = None
    created: bool = False
    listing: bool = False


def reads(view: Callable[..., Any]) -> Reads:
    """Looks at the innermost function and at the helpers of its room that it calls directly."""
    function = inspect.unwrap(view)
    found: dict[str, Any] = {}
    for each in (function, *_helpers(function)):
        names = inspect.getclosurevars(each).globals
        for node in ast.walk(_tree(each)):
            _look(node, names, found)
    return Reads(**found)


def _helpers(function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    names = inspect.getclosurevars(function).globals
    for node in ast.walk(_tree(function)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            helper = names.get(node.func.id)
            if inspect.isfunction(helper) and _room(helper) == _room(function):
                yield helper


def _room(function: Callable[..., Any]) -> str:
    return function.__module__.rpartition(".")[0]


def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _look(node: ast.AST, names: Mapping[str, Any], found: dict[str, Any]) -> None:
    match node:
        case ast.Call(func=ast.Name(id="body" | "query" | "form" as where), args=[ast.Name(id=name), *_]):
            shape = names.get(name)
            if inspect.isclass(shape) and issubclass(shape, BaseModel):
                found[where] = shape
        case ast.keyword(arg="items") | ast.Dict(keys=[ast.Constant(value="items"), *_]):
            found["listing"] = True
        case ast.Attribute(value=ast.Name(id="request"), attr="is_json"):
            found["either"] = True
        case ast.Attribute(value=ast.Name(id="request"), attr="files") | ast.Call(func=ast.Name(id="picture")):
            found["files"] = True
        case ast.Compare(left=ast.Attribute(attr="mimetype"), comparators=[ast.Constant(value=str(mime))]):
            found["binary"] = mime
        case ast.Return(value=ast.Tuple(elts=[_, ast.Constant(value=201)])):
            found["created"] = True
