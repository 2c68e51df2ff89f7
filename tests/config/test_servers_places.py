"""Servers start wherever the project lies, whoever starts them, with the PostgreSQL there is."""

import os
import shutil
from pathlib import Path

import pytest

from config import servers
from config.servers import Servers
from tests.config.running_servers import (
    broker_answers,
    join,
    mode,
    processes_of,
    query,
    server_process,
    wait_until,
)


def test_a_folder_with_a_long_path_gets_short_sockets(made_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name" * 10) / "servers"
    shutil.copytree(made_folder, folder)
    joined = join(folder)
    sockets = Path(joined.database_host())
    assert len(str(sockets / ".s.PGSQL.5432")) <= 107
    assert mode(sockets) == 0o700
    assert query(joined, "SELECT 1") == 1
    assert broker_answers(joined)
    joined.leave()
    wait_until(lambda: not processes_of(folder))
    assert not sockets.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a namespace")
def test_root_runs_them_in_a_namespace_as_an_ordinary_account(undisturbed: Servers) -> None:
    server = server_process(undisturbed)
    inside, outside, length = map(int, Path(f"/proc/{server}/uid_map").read_text().split())
    assert (inside != 0, outside, length) == (True, 0, 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
def test_where_namespaces_are_refused_root_runs_them_as_an_existing_account(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MITRA_SERVERS_AS", "account")
    before = folder.parent.stat()
    joined = join(folder)
    assert Path(f"/proc/{server_process(joined)}").stat().st_uid != 0
    assert query(joined, "SELECT 1") == 1
    assert broker_answers(joined)
    assert (folder.stat().st_uid, mode(folder)) == (0, 0o700)
    after = folder.parent.stat()
    assert (after.st_uid, after.st_mode) == (before.st_uid, before.st_mode)
    joined.leave()


def test_without_a_postgresql_the_reason_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MITRA_POSTGRESQL_BIN", str(tmp_path))
    with pytest.raises(servers.ServersUnavailable, match="No PostgreSQL 15 or newer found"):
        servers.join(tmp_path / "servers")


def test_the_systems_postgresql_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    systems = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not systems:
        pytest.skip("no PostgreSQL of the system on this machine")
    monkeypatch.setenv("MITRA_POSTGRESQL_BIN", str(systems[-1].parent))
    joined = join(tmp_path / "servers")
    version = systems[-1].parent.parent.name
    assert str(query(joined, "SHOW server_version")).startswith(version)
    joined.leave()
