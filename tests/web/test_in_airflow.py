"""The plugin in the real Airflow app, loaded from the plugins folder as a deployment loads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from include.writ import settings

ASK = """
import json, warnings
warnings.simplefilter("ignore")
from airflow.api_fastapi.app import create_app
from airflow.plugins_manager import get_import_errors
from fastapi.testclient import TestClient
app = create_app(apps="core")
client = TestClient(app)
paths = ["/docket/", "/docket/api/me", "/docket/api/cases", "/docket/assets/docket.css", "/docket/openapi.json"]
answers = {path: client.get(path).status_code for path in paths}
pushed = client.post("/receipts/vkontakte", content=b"{}")
answers["push"] = [pushed.status_code, pushed.text, "set-cookie" in pushed.headers]
answers["act"] = client.post("/docket/api/releases/00000000-0000-0000-0000-000000000000/withdraw", json={}).status_code
from airflow.plugins_manager import _get_ui_plugins
views = [view["href"] for view in _get_ui_plugins()[0]]
print("ANSWERS " + json.dumps({"codes": answers, "views": views, "errors": get_import_errors()}))
"""
LOAD = """
import sys
from airflow.plugins_manager import _get_plugins
assert [plugin.name for plugin in _get_plugins()[0] if plugin.name == "writ_docket"], "not loaded"
print("LOADED", sorted(name for name in sys.modules if name.startswith("include.writ.")))
"""


def in_airflow(program: str, home: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "WRIT_"))}
    environment |= {
        "AIRFLOW_HOME": str(home),
        "PYTHONPATH": str(settings.project_root()),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.project_root() / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_airflow_mounts_the_docket_behind_its_login(tmp_path: Path) -> None:
    output = in_airflow(ASK, tmp_path)
    [line] = [line for line in output.splitlines() if line.startswith("ANSWERS ")]
    answers = json.loads(line.removeprefix("ANSWERS "))
    assert answers["errors"] == {}
    assert answers["views"] == ["docket/"]
    assert answers["codes"].pop("/docket/openapi.json") == 404
    assert answers["codes"].pop("push") == [503, "", False]  # open, and this one has no database
    assert set(answers["codes"].values()) == {401}


def test_a_process_that_only_loads_the_plugin_imports_nothing_of_the_docket(tmp_path: Path) -> None:
    """Each task run loads the plugins; it must not pay for a web app, nor import the storage."""
    output = in_airflow(LOAD, tmp_path)
    [line] = [line for line in output.splitlines() if line.startswith("LOADED ")]
    assert line == "LOADED ['include.writ.web', 'include.writ.web.mount']"
