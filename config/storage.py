"""Where pictures of people rest: a private folder, or an S3-compatible bucket where one is named.

Nothing there has an address of its own: every picture is served by a view that asks who looks.
"""

from pathlib import Path
from typing import Any

from environ import Env

OWNER_ONLY, OWNERS_FOLDER = 0o600, 0o700


def private(env: Env, *, folder: Path) -> dict[str, Any]:
    """The STORAGES entry for what must not be seen. `folder` unless DOCUMENTS_DIR or
    DOCUMENTS_BUCKET says otherwise."""
    bucket = env("DOCUMENTS_BUCKET", default="")
    if not bucket:
        location = env("DOCUMENTS_DIR", default="") or str(folder)
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": location,
                "file_permissions_mode": OWNER_ONLY,
                "directory_permissions_mode": OWNERS_FOLDER,
            },
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",  # from the extra `production`
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env("DOCUMENTS_ENDPOINT", default="") or None,
            "region_name": env("DOCUMENTS_REGION", default="") or None,
            "access_key": env("DOCUMENTS_ACCESS_KEY", default="") or None,
            "secret_key": env("DOCUMENTS_SECRET_KEY", default="") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
