"""The service keeps to its own description: generated requests, valid and invalid, find nothing that contradicts it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from examples import FACTOR
from flask import Flask
from flask.testing import FlaskClient
from running import Server


@pytest.mark.hypothesis  # one of the tests that `make torture` tries with more examples
def test_schemathesis_finds_no_failure_against_a_real_server(server: Server, tmp_path: Path) -> None:
    """All checks and phases, with a seed, so that a failure comes again."""
    command = [Path(sys.executable).parent / "schemathesis", "run", f"{server.address}/openapi.json"]
    options = (
        f"--max-examples {15 * FACTOR} --seed 20 --generation-database none --no-color --request-timeout 60".split()
    )
    ran = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=300 * FACTOR)
    assert ran.returncode == 0, ran.stdout[-6000:]


def test_it_is_openapi_3_1_and_names_every_route_of_the_api(app: Flask, client: FlaskClient) -> None:
    said = client.get("/openapi.json").get_json()
    assert said["openapi"].startswith("3.1")
    named = {path.replace("{", "<").replace("}", ">") for path in said["paths"]}
    rooms = {"lookup", "entries", "suggest", "health", "openapi", "segment", "search", "terms", "words"}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in rooms]
    assert {rule.rule.replace("<path:", "<").rstrip("/") for rule in rules} == named


def test_its_server_is_the_mount_point(client: FlaskClient) -> None:
    said = json.loads(client.get("/openapi.json", base_url="http://localhost/tra").get_data())
    assert said["servers"] == [{"url": "/tra"}]
