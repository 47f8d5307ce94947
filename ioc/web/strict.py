"""What an address of the API does not take is refused: a filter that is misspelt never answers with everything.

One rule for every route, held against what the description of the API says of it (`ioc.web.openapi`): a parameter that
is not in there is a mistake that the caller is told, and so is one with two values, of which one would be dropped.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _

from ioc.accounts.guard import check
from ioc.accounts.permissions import PUBLIC
from ioc.kernel.errors import Invalid
from ioc.kernel.http import LANGUAGE
from ioc.web.openapi.document import PREFIX
from ioc.web.openapi.views import reads


def protect() -> None:
    """Raises Invalid (422) naming each parameter that is not taken here; whoever may not ask is told that first."""
    if not request.args or request.endpoint is None or not request.path.startswith(PREFIX):
        return
    view = current_app.view_functions[request.endpoint]
    known = _known(view)
    given = {name: _odd(name, values, known) for name, values in request.args.lists()}
    fields = [{"field": name, "problem": problem} for name, problem in given.items() if problem]
    if fields:
        check(getattr(view, "permission", PUBLIC))
        detail = "; ".join(f"{each['field']}: {each['problem']}" for each in fields)
        raise Invalid(detail, fields=fields, legal=sorted(known))


def _odd(name: str, values: list[str], known: frozenset[str]) -> str:
    if name not in known and name != LANGUAGE:
        return str(_("địa chỉ này không có tham số như vậy"))
    return str(_("chỉ được viết một lần")) if len(set(values)) > 1 else ""  # the same twice: nothing is dropped


@cache
def _known(view: Callable[..., Any]) -> frozenset[str]:
    shape = reads(view).query
    return frozenset(field.alias or name for name, field in shape.model_fields.items()) if shape else frozenset()
