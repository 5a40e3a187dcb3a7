"""A running server picks up what an admin loads, without a failed or a mixed answer."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from urllib.parse import quote

from loaded import load_rows
from running import dictsvc, get, serving

WORDS = ["học sinh", "hoa", "đường", "học", "hóa học", "sinh viên"]


def version(number: int) -> list[tuple[str, str]]:
    """A dictionary in which every gloss tells its version."""
    return [(word, f"- version {number}") for word in WORDS] + [
        (f"từ {at}", f"- version {number}") for at in range(300)
    ]


def test_four_clients_asking_without_pause_see_no_error_and_no_mixed_answer(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_rows(data, "words", version(1), source_language="vi")
    faults: list[str] = []
    seen: set[str] = set()
    stop = threading.Event()

    def client(address: str) -> None:
        last = 0
        while not stop.is_set():
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
            until = time.monotonic() + 20
            while f"version {number}" not in seen and time.monotonic() < until:
                time.sleep(0.05)
        stop.set()
        for one in clients:
            one.join()
        until = time.monotonic() + 20
        while time.monotonic() < until:  # each worker looks for itself
            generations = {get(f"{address}/dictionaries")[1]["generation"] for _ in range(20)}
            if generations == {4}:
                break
    assert faults == []
    assert {f"version {number}" for number in (1, 2, 3, 4)} <= seen
    assert generations == {4}


def test_a_dictionary_loaded_and_removed_by_command_appears_and_disappears(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load_rows(data, "words", version(1), source_language="vi")
    other = tmp_path / "khac.tsv"
    other.write_text("mới\tnew\n", encoding="utf-8")
    with serving(data) as running:
        address = running.address

        def ids() -> list[str]:
            return [one["id"] for one in get(f"{address}/dictionaries")[1]["dictionaries"]]

        def wait_for(wanted: list[str]) -> None:
            until = time.monotonic() + 20
            while ids() != wanted and time.monotonic() < until:
                time.sleep(0.1)
            assert ids() == wanted

        wait_for(["words"])
        assert dictsvc(data, "load", other, "--id", "khac").returncode == 0
        wait_for(["words", "khac"])
        assert get(f"{address}/lookup?q=moi&dict=khac")[1]["results"][0]["headword"] == "mới"
        assert dictsvc(data, "remove", "khac").returncode == 0
        wait_for(["words"])
        assert get(f"{address}/lookup?q=moi&dict=khac")[0] == 404
