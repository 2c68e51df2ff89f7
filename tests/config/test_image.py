"""The image as the Dockerfile builds it, without Docker: its steps run in a copy of the product."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.servers import Servers
from tests.config.compose import ROOT, goes_into_the_image, stages, variables_of
from tests.config.services import Services, Site, first_start

# How this machine reaches the package index, which a builder of images is told as well.
NETWORK = (
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL"),
)
HTTPS = {"X-Forwarded-Proto": "https"}


def build(srv: Path) -> Path:
    """Run the first stage with `srv` for /srv; answers the code's folder."""
    code = srv / "mitra"
    for path in product():
        target = code / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    (stage, _) = stages()
    environment = variables_of(stage)
    environment = {name: text.replace("/srv", str(srv)) for name, text in environment.items()}
    path_to_uv = Path(os.environ.get("UV") or shutil.which("uv") or "").parent
    environment["PATH"] = environment["PATH"].replace("$PATH", f"{path_to_uv}:{os.environ['PATH']}")
    environment["HOME"] = os.environ["HOME"]  # where uv keeps what it downloaded before
    environment.update({name: os.environ[name] for name in NETWORK if name in os.environ})
    for step in (rest for word, rest in stage if word == "RUN" and "pip install" not in rest):
        here = step.replace("/srv", str(srv)).replace("/tmp/build", str(srv.parent / "build"))
        subprocess.run(["/bin/sh", "-ec", here], cwd=code, env=environment, check=True)
    return code


def product() -> Iterator[Path]:
    """The files .dockerignore lets through."""
    for top in (path for path in ROOT.iterdir() if goes_into_the_image(path.name)):
        inside = top.rglob("*") if top.is_dir() else [top]
        for path in inside:
            if path.is_file() and goes_into_the_image(str(path.relative_to(ROOT))):
                yield path


@pytest.mark.long
def test_the_image_holds_all_that_the_services_need_from_the_first_start_on(
    joined: Servers, listener: socket.socket, tmp_path: Path
) -> None:
    srv = tmp_path / "srv"
    code = build(srv)
    assert not (tmp_path / "build").exists()  # with the secrets the build made up
    assert not list(srv.rglob("*.secret"))
    assert not list((srv / "venv").glob("lib/*/site-packages/faker"))

    places = {"0.0.0.0:8000": f"fd://{listener.fileno()}", "REDIS_URL": joined.redis_url()}
    places["/var/lib/mitra/beat/schedule"] = str(tmp_path / "schedule")
    services = Services(tmp_path, srv / "venv" / "bin", places, code=code, srv=srv)
    places["DATABASE_OWNER_URL"], places["DATABASE_URL"] = first_start(services, joined)
    prepared = services.run("prepare")
    assert prepared.returncode == 0, prepared.stderr

    processes = [services.start("web", listener.fileno())]
    processes += [services.start(name) for name in ("worker", "beat")]
    web, worker, beat = processes
    try:
        site = Site(listener.getsockname()[1])
        web.wait_for(lambda: site.get("/sehat"))
        for page in ("/masuk/", "/admin/login/", "/simulasi/"):
            assert site.get(page, **HTTPS).status == 200, page
        worker.wait_for(lambda: "ready" in worker.log)
        beat.wait_for(lambda: "beat: Starting" in beat.log)
        assert "has never finished" in services.run("worker", check=True).stderr
    finally:
        for process in processes:
            process.stop()
