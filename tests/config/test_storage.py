"""Where pictures of people rest, by the environment."""

from environ import Env

from config import storage


def test_a_private_folder_unless_something_else_is_said(monkeypatch, tmp_path) -> None:
    found = storage.private(Env(), folder=tmp_path)
    assert found["OPTIONS"] == {
        "location": str(tmp_path),
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }
    monkeypatch.setenv("DOCUMENTS_DIR", "/srv/documents")
    assert storage.private(Env(), folder=tmp_path)["OPTIONS"]["location"] == "/srv/documents"


def test_a_bucket_where_one_is_named(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("DOCUMENTS_BUCKET", "mitra-documents")
    monkeypatch.setenv("DOCUMENTS_ENDPOINT", "https://s3.example")
    found = storage.private(Env(), folder=tmp_path)
    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    options = found["OPTIONS"]
    assert (options["bucket_name"], options["endpoint_url"]) == (
        "mitra-documents",
        "https://s3.example",
    )
    # Never readable by address, never written over.
    assert (options["default_acl"], options["file_overwrite"]) == ("private", False)
    assert options["access_key"] is None  # then the machine's own role counts
