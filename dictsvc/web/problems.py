"""Errors as RFC 9457 problem details, one shape for all, with a Vietnamese sentence; as a page for browsers."""

from __future__ import annotations

import orjson
from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from dictsvc.errors import BadQuery
from dictsvc.web.language import spoken, translated

TYPE = "application/problem+json"

_TITLES = {
    400: "Yêu cầu không hợp lệ",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Phương thức không được hỗ trợ",
    408: "Hết thời gian chờ",
    413: "Yêu cầu quá lớn",
    414: "Địa chỉ quá dài",
    417: "Yêu cầu không hợp lệ",
    431: "Phần tiêu đề của yêu cầu quá lớn",
    500: "Lỗi máy chủ",
    501: "Yêu cầu không được hỗ trợ",
    503: "Tạm ngừng phục vụ",
}
DETAILS = {
    400: "Địa chỉ chưa đúng. Mời bạn nhập lại từ cần tra.",
    404: "Không tìm thấy trang bạn yêu cầu. Mời bạn về trang tra từ.",
    405: "Dịch vụ này chỉ đọc; hãy dùng GET, HEAD hoặc OPTIONS.",
    408: "Yêu cầu được gửi quá chậm; hãy gửi lại.",
    414: "Địa chỉ dài quá 14.000 byte; hãy rút ngắn lại.",
    431: "Hãy xóa cookie của trang này rồi thử lại.",
    500: "Hệ thống đang gặp sự cố. Vui lòng thử lại sau ít phút.",
}
_TITLE = "Lỗi"
_AGAIN = "dictsvc.again"
"""Key of the environment of a request that is answered a second time."""
_OTHERWISE = "Chưa thực hiện được yêu cầu này. Mời bạn kiểm tra lại địa chỉ."


class HttpProblem(Exception):
    """An error to be shown: `HttpProblem(404, "Không có “{word}” ở đây.", word=word)`.

    template: a Vietnamese sentence, filled with the values; '' for that of the status. page: another one for people.
    english: the sentence in English, where the catalogue has none of the template. members: more of the JSON object.
    """

    def __init__(
        self,
        status: int,
        template: str = "",
        /,
        *,
        page: str = "",
        english: str = "",
        members: dict[str, object] | None = None,
        **values: object,
    ) -> None:
        self.status = status
        self.template = template or DETAILS.get(status, _OTHERWISE)
        self.members = members or {}
        self._page = page or self.template
        self._english = english
        self._values = values
        super().__init__(self.detail)

    @classmethod
    def of(cls, error: BadQuery) -> HttpProblem:
        """Of a text that cannot be asked for."""
        return cls(400, "{sentence}", sentence=error.vietnamese, english=str(error))

    @property
    def detail(self) -> str:
        """The Vietnamese sentence."""
        return self.template.format(**self._values) if self._values else self.template

    @property
    def sentence(self) -> str:
        """The sentence for the page that is being made, in its language."""
        if self._english and spoken() == "en":
            return self._english
        sentence = translated(self._page)
        return sentence.format(**self._values) if self._values else sentence


def body(status: int, detail: str = "", members: dict[str, object] | None = None) -> bytes:
    """The problem as JSON; without a detail, the sentence that goes with the status."""
    detail = detail or DETAILS.get(status, _OTHERWISE)
    title = _TITLES.get(status, _TITLE)
    return orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail, **(members or {})})


def _response(problem: HttpProblem) -> Response:
    status = problem.status
    if _wants_page():
        title = translated(_TITLES.get(status, _TITLE))
        page = render_template("problem.html", title=title, detail=problem.sentence, status=status, **problem.members)
        made = Response(page, status, content_type="text/html; charset=utf-8")
    else:
        made = Response(body(status, problem.detail, problem.members), status, content_type=TYPE)
    made.headers["Cache-Control"] = "no-store"
    if status == 503:
        made.headers["Retry-After"] = "60"
    return made


def _wants_page() -> bool:
    best = request.accept_mimetypes.best_match([TYPE, "application/json", "text/html"])
    return best == "text/html" and getattr(request, "blueprint", None) in (None, "pages")


def register(app: Flask) -> None:
    """Turn every error of a request into a problem."""

    @app.errorhandler(HttpProblem)
    def known(error: HttpProblem) -> Response:
        return _response(error)

    @app.errorhandler(BadQuery)
    def unaskable(error: BadQuery) -> Response:
        return _response(HttpProblem.of(error))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.response is not None:
            return error.response  # type: ignore[return-value]
        made = _response(HttpProblem(error.code or 500))
        for name, value in error.get_headers():
            if name in ("Allow", "Location"):
                made.headers[name] = value
        return made

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        if not request.environ.get(_AGAIN) and current_app.extensions["dictsvc"].library.suspect():
            # A dictionary was found damaged and withdrawn; the others answer.
            request.environ[_AGAIN] = True
            try:
                return current_app.make_response(current_app.dispatch_request())
            except Exception as still:
                return current_app.make_response(current_app.handle_user_exception(still))
        rule = request.url_rule.rule if request.url_rule else "other"  # never what was asked
        current_app.logger.error("unexpected error on %s", rule, exc_info=error)
        return _response(HttpProblem(500))
