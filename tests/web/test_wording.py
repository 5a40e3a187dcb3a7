"""What pages and problems say, in the words that people of a portal use."""

from __future__ import annotations

from html import unescape

import pytest
from flask.testing import FlaskClient

from dictsvc.web.problems import body

PAGES = {
    "/": ["Dành cho quản trị trang web và lập trình viên", "Các địa chỉ sau trả về JSON, gọi được từ mọi trang web"],
    "/?q=h%E1%BB%8Dc": ["Mở trang riêng của từ"],
    "/?q=h%E1%BB%8D": ["Các từ bắt đầu bằng “họ”"],
    "/?q=hanh": ["Các từ có chứa “hanh”"],
    "/?q=nghanh": ["Không tìm thấy “nghanh”"],
    "/tra/thu/h%E1%BB%8Dc": ["Liên kết cố định:", "Từ này còn có trong", "Các từ đứng trước và sau"],
    "/tra/thu/hoc": ["Có phải bạn muốn tìm?"],
    "/tu-dien/thu": ["Chuyển đến từ"],
    "/nhung": ["Nhúng ô tra từ"],
    "/khong-co": ["Không tìm thấy trang bạn yêu cầu. Mời bạn về trang tra từ."],
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_it_so(client: FlaskClient, path: str) -> None:
    text = unescape(client.get(path, headers={"Accept": "text/html"}).text)
    assert [words for words in PAGES[path] if words not in text] == []
    assert "ộp tra từ" not in text and "chưa rõ" not in text
    assert text.count("Nguồn dữ liệu") == (2 if path == "/" else 1)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Địa chỉ chưa đúng. Mời bạn nhập lại từ cần tra."),
        (404, "Không tìm thấy trang bạn yêu cầu. Mời bạn về trang tra từ."),
        (431, "Hãy xóa cookie của trang này rồi thử lại."),
        (500, "Hệ thống đang gặp sự cố. Vui lòng thử lại sau ít phút."),
    ],
)
def test_a_problem_says_what_to_do(status: int, words: str) -> None:
    assert words.encode() in body(status)
