"""The parameters of a request, for every route; the plain lookup reads its own from the raw query string."""

from __future__ import annotations

from flask import request

from dictsvc.web.problems import HttpProblem

NO_UTF_8 = "Tham số {name} không phải là UTF-8 hợp lệ; hãy mã hóa lại bằng UTF-8."
ONCE = "Tham số {name} chỉ được xuất hiện một lần."
BETWEEN = "Tham số {name} phải là một số từ {least} đến {most}."


def once(name: str, default: str = "") -> str:
    """A parameter that may not be repeated. Raises HttpProblem 400."""
    given = request.args.getlist(name)
    if len(given) > 1:
        raise HttpProblem(400, ONCE, name=name)
    return given[0] if given else default


def number(name: str, least: int, most: int, default: int) -> int:
    """A whole number, at the most of five digits. Raises HttpProblem 400."""
    text = once(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise HttpProblem(400, BETWEEN, name=name, least=least, most=most)
    return int(text)


def dictionary_ids() -> list[str]:
    """Ids of the dictionaries to ask; none: all."""
    return [name for name in request.args.getlist("dict") if name]
