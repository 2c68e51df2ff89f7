"""The project's private folder: for its owner only, wherever it is and whoever makes it."""

import os
from pathlib import Path

import pytest

from config import environment
from config.servers.folder import Folder, give_to_the_folders_owner, open_lock
from tests.config.running_servers import mode

NAME = "A_SECRET"
ORDINARY = 65_534


@pytest.fixture(autouse=True)
def in_development(monkeypatch):
    monkeypatch.setenv("MITRA_ENVIRONMENT", environment.DEVELOPMENT)


def test_a_folder_below_folders_that_do_not_exist_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "one" / "two"
    made = environment.secret(NAME, folder=folder)
    assert environment.secret(NAME, folder=folder) == made
    assert [mode(path) for path in (folder.parent, folder)] == [0o700, 0o700]
    assert mode(folder / "a_secret.secret") == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes what is another's")
def test_what_root_makes_in_a_users_clone_is_the_users(tmp_path: Path) -> None:
    os.chown(tmp_path, ORDINARY, ORDINARY)
    private = tmp_path / ".mitra"
    environment.secret(NAME, folder=private)
    Folder(private / "servers").make()
    collected = private / "static" / "css"
    collected.mkdir(parents=True)
    (collected / "mitra.css").touch()
    give_to_the_folders_owner(private / "static")
    os.close(open_lock(private / "a.lock"))
    assert {path.stat().st_uid for path in (private, *private.rglob("*"))} == {ORDINARY}
