"""Errors as RFC 9457 problem details, one shape for all, with a Vietnamese sentence; as a page for browsers."""

from __future__ import annotations

import orjson
from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

_TITLES = {
    400: "Yêu cầu không hợp lệ",
    404: "Không tìm thấy",
    405: "Phương thức không được hỗ trợ",
    413: "Yêu cầu quá lớn",
    414: "Địa chỉ quá dài",
    500: "Lỗi máy chủ",
    503: "Tạm ngừng phục vụ",
}
_DETAILS = {
    404: "Không có trang này; hãy bắt đầu từ trang tra từ.",
    405: "Dịch vụ này chỉ đọc; hãy dùng GET, HEAD hoặc OPTIONS.",
    500: "Có lỗi ngoài ý muốn; xin thử lại sau ít phút.",
}


class Problem(Exception):
    """An error to be shown: status, a Vietnamese sentence, and further members of the JSON object."""

    def __init__(self, status: int, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.members = members


def _response(status: int, detail: str, members: dict[str, object]) -> Response:
    title = _TITLES.get(status, "Lỗi")
    if _wants_page():
        return Response(render_template("problem.html", title=title, detail=detail, status=status, **members), status)
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return Response(orjson.dumps(body), status, content_type="application/problem+json")


def _wants_page() -> bool:
    best = request.accept_mimetypes.best_match(["application/problem+json", "application/json", "text/html"])
    return best == "text/html" and getattr(request, "blueprint", None) in (None, "pages")


def register(app: Flask) -> None:
    """Turn every error of a request into a problem."""

    @app.errorhandler(Problem)
    def known(error: Problem) -> Response:
        return _response(error.status, error.detail, error.members)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if error.response is not None:
            return error.response  # type: ignore[return-value]
        made = _response(status, _DETAILS.get(status, "Yêu cầu không thực hiện được; hãy kiểm tra địa chỉ."), {})
        for name, value in error.get_headers():
            if name in ("Allow", "Location"):
                made.headers[name] = value
        return made

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        current_app.logger.error("unexpected error on %s", request.path, exc_info=error)
        return _response(500, _DETAILS[500], {})
