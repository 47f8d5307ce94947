"""How config.yaml is read: YAML without its traps, and every mistake with the line it stands on.

YAML 1.1 would read `off` as false, `14:00` as 840, and of two lines with one name silently the last. A person who
writes settings means none of that.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ioc.kernel.errors import ConfigError


class _Loader(yaml.SafeLoader):
    """true and false are the only booleans; numbers have no sixties; a name stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem=f"{key.value} stands twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


_TRAPS = ("bool", "int", "float")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if tag.rpartition(":")[2] not in _TRAPS]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_NUMBERS = list("-+.0123456789")
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(0|[1-9]\d*)$"), _NUMBERS)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?((\.\d+|\d+\.\d*)([eE][-+]?\d+)?|\d+[eE][-+]?\d+|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$"),
    _NUMBERS,
)


def values(path: Path) -> tuple[Any, yaml.Node | None]:
    """What stands in the file, and its tree, which knows the lines."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"IOC_CONFIG: {path} cannot be read ({error.strerror})") from error
    try:
        text = raw.decode("utf-8-sig")
        return yaml.load(text, _Loader) or {}, yaml.compose(text, _Loader)  # noqa: S506 - a SafeLoader, and stricter
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: not a text in UTF-8") from error
    except RecursionError as error:
        raise ConfigError(f"{path}, line 1: not valid YAML (nested too deeply)") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"{path}, line {line}: not valid YAML ({error.reason})") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that is none
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ConfigError(f"{path}, line {line}: not valid YAML ({getattr(error, 'problem', error)})") from error


def told(path: Path, tree: yaml.Node | None, wrong: ValidationError, root: type[BaseModel]) -> ConfigError:
    """The first mistake in one sentence: file, line, setting, and what would be right."""
    first = wrong.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return ConfigError(f"{path}, line {_line(tree, first['loc'])}: {where or 'the file'}: {_words(first, root)}")


def _words(error: ErrorDetails, root: type[BaseModel]) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"there is no such setting{_meant(str(error['loc'][-1]), _names(root, error['loc'][:-1]))}"
    if kind in ("model_type", "dict_type"):
        return "must hold settings, one a line, indented below it"
    if kind == "missing":
        return "is missing"
    text = error["msg"].removeprefix("Value error, ")
    return text.replace("Input should", "must").replace("List should", "must").replace(
        "String should", "must"
    ) + _given(error["input"])


def _given(value: object) -> str:
    """What stands there instead, when it is short; never an address, which may hold a password."""
    return (
        f" (not {value!r})" if isinstance(value, int | float) or (isinstance(value, str) and _harmless(value)) else ""
    )


def _harmless(text: str) -> bool:
    return len(text) <= 40 and "://" not in text and "@" not in text  # noqa: PLR2004 - a short word


def _meant(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f"; {near[0]} is meant?" if near else ""


def _names(root: type[BaseModel], loc: tuple[int | str, ...]) -> Mapping[str, object]:
    """The settings that a section knows; nothing for what is no section of its own."""
    model: Any = root
    for part in loc:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        model = field.annotation if field else None
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return {}
    found: Mapping[str, object] = model.model_fields
    return found


def _line(node: yaml.Node | None, loc: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest part of `loc` that stands in the file."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
