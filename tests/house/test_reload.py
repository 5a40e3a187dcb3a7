"""A running server picks up what an admin loads, without a failed or a mixed answer."""

from __future__ import annotations

import threading
from pathlib import Path
from urllib.parse import quote

from loaded import load_rows
from running import dictsvc, get, serving, until

WORDS = ["học sinh", "hoa", "đường", "học", "hóa học", "sinh viên"]


def version(number: int) -> list[tuple[str, str]]:
    """A dictionary in which every gloss tells its version."""
    return [(word, f"- version {number}") for word in WORDS] + [
        (f"từ {at}", f"- version {number}") for at in range(300)
    ]


def test_four_clients_asking_again_and_again_see_no_error_and_no_mixed_answer(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_rows(data, "words", version(1), source_language="vi")
    faults: list[str] = []
    seen: set[str] = set()
    stop = threading.Event()

    def client(address: str) -> None:
        last = 0
        while not stop.wait(0.005):  # or four clients would take all processors from the service
            for query in ("hoc", "t", "duong", "hoa"):
                status, body = get(f"{address}/lookup?q={quote(query)}&limit=20")
                if status != 200:
                    faults.append(f"{status} {body}")
                    continue
                glosses = {entry["gloss"] for result in body["results"] for entry in result["entries"]}
                if len(glosses) != 1:
                    faults.append(f"mixed: {glosses} in generation {body['generation']}")
                seen.update(glosses)
                last = max(last, body["generation"])

    with serving(data, workers=2) as running:
        address = running.address
        clients = [threading.Thread(target=client, args=(address,)) for _ in range(4)]
        for one in clients:
            one.start()
        for number in (2, 3, 4):
            load_rows(data, "words", version(number), source_language="vi")
            until(lambda: f"version {number}" in seen, "somebody sees the new version")  # noqa: B023
        stop.set()
        for one in clients:
            one.join()

        def generations() -> set[int]:
            """Each worker looks for itself."""
            return {get(f"{address}/dictionaries")[1]["generation"] for _ in range(20)}

        until(lambda: generations() == {4}, "all workers have the newest")
    assert faults == []
    assert {f"version {number}" for number in (1, 2, 3, 4)} <= seen


def test_a_dictionary_loaded_and_removed_by_command_appears_and_disappears(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_rows(data, "words", version(1), source_language="vi")
    other = tmp_path / "khac.tsv"
    other.write_text("mới\tnew\n", encoding="utf-8")
    with serving(data) as running:
        address = running.address

        def ids() -> list[str]:
            return [one["id"] for one in get(f"{address}/dictionaries")[1]["dictionaries"]]

        until(lambda: ids() == ["words"], "it is there")
        assert dictsvc(data, "load", other, "--id", "khac").returncode == 0
        until(lambda: ids() == ["words", "khac"], "the new one is there too")
        assert get(f"{address}/lookup?q=moi&dict=khac")[1]["results"][0]["headword"] == "mới"
        assert dictsvc(data, "remove", "khac").returncode == 0
        until(lambda: ids() == ["words"], "the new one is gone")
        assert get(f"{address}/lookup?q=moi&dict=khac")[0] == 404
