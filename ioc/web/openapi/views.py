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
    """Shapes and forms of one view. `binary`: the media type of a raw body."""

    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    files: bool = False
    binary: str | None = None
    created: bool = False
    listing: bool = False


def reads(view: Callable[..., Any]) -> Reads:
    """Looks at the innermost function and at the helpers of its module that it calls directly."""
    function = inspect.unwrap(view)
    names = inspect.getclosurevars(function).globals
    found: dict[str, Any] = {}
    for node in _nodes(function, names):
        _look(node, names, found)
    return Reads(**found)


def _nodes(function: Callable[..., Any], names: Mapping[str, Any]) -> Iterator[ast.AST]:
    own = list(ast.walk(_tree(function)))
    yield from own
    for node in own:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            helper = names.get(node.func.id)
            if inspect.isfunction(helper) and helper.__module__ == function.__module__:
                yield from ast.walk(_tree(helper))


def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _look(node: ast.AST, names: Mapping[str, Any], found: dict[str, Any]) -> None:
    match node:
        case ast.Call(func=ast.Name(id="body" | "query" as where), args=[ast.Name(id=name), *_]):
            shape = names.get(name)
            if inspect.isclass(shape) and issubclass(shape, BaseModel):
                found[where] = shape
        case ast.keyword(arg="items") | ast.Dict(keys=[ast.Constant(value="items"), *_]):
            found["listing"] = True
        case ast.Attribute(value=ast.Name(id="request"), attr="files"):
            found["files"] = True
        case ast.Compare(left=ast.Attribute(attr="mimetype"), comparators=[ast.Constant(value=str(mime))]):
            found["binary"] = mime
        case ast.Return(value=ast.Tuple(elts=[_, ast.Constant(value=201)])):
            found["created"] = True
