from __future__ import annotations

import json
from pathlib import Path

import pytest

from include.writ import settings
from include.writ.domain.content import Platform
from include.writ.domain.people import Role
from include.writ.local.airflow_env import Place, build_environment
from include.writ.local.airflow_setup import pools_document
from include.writ.local.people import DEMO_PEOPLE
from include.writ.local.seed import load_registry, registry_path


def place(var: Path, clock: Path | None = None) -> Place:
    return Place(
        var=var,
        dags=var / "dags",
        airflow_database="postgresql+psycopg://postgres@/airflow?host=/tmp/x",
        writ_database="postgresql+psycopg://postgres@/writ?host=/tmp/x",
        api_port=18080,
        simulator_port=18901,
        simulator_tls_port=18902,
        smtp_port=18903,
        imap_port=18904,
        clock=clock,
    )


def test_settings_of_another_project_are_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CELERY__BROKER_URL", "redis://elsewhere")
    monkeypatch.setenv("AIRFLOW_CONN_WRIT_PLATFORM_ELSEWHERE", "https://real.example")
    monkeypatch.setenv("WRIT_DATABASE_URL", "postgresql+psycopg://real/writ")
    monkeypatch.setenv("WRIT_CLOCK_FILE", "/elsewhere")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    environment = build_environment(place(tmp_path))
    assert "AIRFLOW__CELERY__BROKER_URL" not in environment
    assert "AIRFLOW_CONN_WRIT_PLATFORM_ELSEWHERE" not in environment
    assert environment["WRIT_DATABASE_URL"] == "postgresql+psycopg://postgres@/writ?host=/tmp/x"
    assert "WRIT_CLOCK_FILE" not in environment
    assert "PYTHONDONTWRITEBYTECODE" not in environment


def test_writs_own_settings_read_what_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in build_environment(place(tmp_path, tmp_path / "clock")).items():
        if name.startswith("WRIT_"):
            monkeypatch.setenv(name, value)
    assert settings.var_dir() == tmp_path
    assert settings.clock_file() == tmp_path / "clock"
    assert settings.simulated_network() == ("127.0.0.1", 18902, tmp_path / "simulator" / "ca.pem")
    assert settings.database_url().endswith("/writ?host=/tmp/x")


def test_every_platform_has_a_simulated_connection_and_a_pool_of_one_slot(tmp_path: Path) -> None:
    environment = build_environment(place(tmp_path))
    connection = json.loads(environment["AIRFLOW_CONN_WRIT_PLATFORM_VKONTAKTE"])
    assert connection["host"] == "http://127.0.0.1:18901/platforms/vkontakte"
    assert connection["password"] == "simulated-vkontakte"
    assert {f"AIRFLOW_CONN_WRIT_PLATFORM_{platform.upper()}" for platform in Platform} <= set(environment)
    pools = pools_document(settings.project_root() / "airflow_settings.yaml")
    assert set(pools) == {f"platform_{platform}" for platform in Platform}
    assert {pool["slots"] for pool in pools.values()} == {1}


def test_one_platform_is_written_to_by_mail_at_its_registered_contact(tmp_path: Path) -> None:
    connection = json.loads(build_environment(place(tmp_path))["AIRFLOW_CONN_WRIT_PLATFORM_MAIL_RU"])
    [registered] = [known for known in load_registry(registry_path()).platforms if known.name == Platform.MAIL_RU]
    assert connection["extra"]["to_address"] == registered.contact.email
    assert (connection["conn_type"], connection["port"], connection["extra"]["imap_port"]) == ("smtp", 18903, 18904)


def test_no_demo_person_both_drafts_and_approves_or_releases() -> None:
    deciding = {Role.DRAFTER, Role.APPROVER, Role.RELEASER}
    assert all(len(demo.person.roles & deciding) <= 1 for demo in DEMO_PEOPLE)
    assert set().union(*(demo.person.roles for demo in DEMO_PEOPLE)) == set(Role)
