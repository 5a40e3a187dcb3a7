"""Whose data stands behind the answers besides the dictionaries' own, and under which licence."""

from __future__ import annotations

CREDITS: tuple[dict[str, str], ...] = (
    {
        "name": "wordfreq",
        "use": "Tần suất của từ, dùng để xếp thứ tự kết quả.",
        "author": "Robyn Speer",
        "licence": "CC-BY-SA-4.0",
        "source": "https://github.com/rspeer/wordfreq",
        "notice": (
            "Gồm dữ liệu từ OPUS OpenSubtitles 2018 (https://opus.nlpl.eu/OpenSubtitles.php), có nguồn gốc từ "
            "https://www.opensubtitles.org/, và từ các danh sách SUBTLEX của Marc Brysbaert và cộng sự, vốn được cung "
            "cấp miễn phí."
        ),
    },
    {
        "name": "Leipzig Corpora Collection",
        "use": "Tần suất của từ tiếng Việt trên báo chí, dùng để xếp thứ tự kết quả.",
        "author": "Leipzig University",
        "licence": "CC-BY-4.0",
        "source": "https://wortschatz.uni-leipzig.de",
        "notice": (
            "Danh sách “Leipzig Vietnamese News” đã được rút gọn và gộp các cách đặt dấu thanh. Dirk Goldhahn, Thomas "
            "Eckart, Uwe Quasthoff: Building Large Monolingual Dictionaries at the Leipzig Corpora Collection: From "
            "100 to 200 Languages. LREC 2012."
        ),
    },
    {
        "name": "CMU Pronouncing Dictionary",
        "use": "Phiên âm tiếng Anh trong từ điển “Anh–Việt thông dụng”.",
        "author": "Carnegie Mellon University",
        "licence": "BSD-2-Clause",
        "source": "https://github.com/cmusphinx/cmudict",
        "notice": "Copyright (C) 1993-2015 Carnegie Mellon University. All rights reserved.",
    },
)
"""Each: name, what it is used for, author, SPDX licence, address, and what its licence asks to be said."""
