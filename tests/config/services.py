"""Runs the services of docker-compose.yml without Docker: their very commands and environment.

Only places are replaced: addresses of servers by the tests' own, ports and folders by free ones.
"""

import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config.servers import Servers, children
from config.servers.binaries import find_postgresql, find_valkey
from tests.config.compose import ROOT, compose, filled_in, stages, variables_of
from tests.plugins.processes import Process


@dataclass
class Services:
    """The services, each run as the file says with some places replaced."""

    folder: Path
    programs: Path
    places: dict[str, str]
    variables: dict[str, str] = field(default_factory=filled_in)
    code: Path = ROOT
    srv: Path | None = None  # stands for the image's /srv

    def __post_init__(self) -> None:
        self.srv = self.srv or self.folder
        self.described = compose(self.variables)["services"]

    def command(self, name: str, *, check: bool = False) -> list[str]:
        if check:
            words = self.described[name]["healthcheck"]["test"]
            assert words[0] == "CMD"
            words = words[1:]
        else:
            words = self.described[name]["command"]
        program, *arguments = (self.places.get(word, word) for word in words)
        return [str(self.programs / program), *arguments]

    def environment(self, name: str, **others: str) -> dict[str, str]:
        """What the file and the image set, and nothing of this process's own."""
        of_image = variables_of(stages()[-1])
        of_image["STATIC_ROOT"] = of_image["STATIC_ROOT"].replace("/srv", str(self.srv))
        of_image["MITRA_PRIVATE_DIR"] = str(self.folder / "private")
        of_image["PATH"] = f"{self.programs}:{os.environ['PATH']}"
        described = self.described[name]["environment"]
        replaced = {key: self.places.get(key, value) for key, value in described.items()}
        return {**of_image, **replaced, **others}

    def run(self, name: str, *, check: bool = False, **others: str) -> subprocess.CompletedProcess:
        """Run the service, or its health check, to its end."""
        command, environment = self.command(name, check=check), self.environment(name, **others)
        return subprocess.run(
            command, env=environment, cwd=self.code, capture_output=True, text=True, check=False
        )

    def start(self, name: str, *pass_fds: int) -> Process:
        command, environment = self.command(name), self.environment(name)
        return _start(name, command, self.folder, cwd=self.code, env=environment, pass_fds=pass_fds)


@dataclass
class Site:
    """What a browser behind the proxy that ends TLS sees of `web`."""

    port: int

    def get(self, path: str, **headers: str) -> Any:
        """The answer, also where it is an error or sends elsewhere."""
        sent = {"Host": "mitra.example", **headers}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=sent)
        try:
            return urllib.request.build_opener(_Stay).open(request, timeout=10)
        except urllib.error.HTTPError as answer:
            return answer
        except OSError:
            return None


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@dataclass
class Broker:
    """The broker with the file's own configuration, on a socket instead of a port."""

    folder: Path
    variables: dict[str, str] = field(default_factory=filled_in)

    @property
    def url(self) -> str:
        password = self.variables["VALKEY_PASSWORD"]
        return f"redis+socket://:{password}@{quote(str(self.socket))}?virtual_host=0"

    @property
    def socket(self) -> Path:
        return self.folder / "valkey.sock"

    @property
    def login(self) -> str:
        """What says who asks, before any other question."""
        return f"AUTH {self.variables['VALKEY_PASSWORD']}"

    def start(self) -> Process:
        """Starts it, again too: what it wrote down before is there again."""
        configuration = self.folder / "valkey.conf"
        configuration.write_text(compose(self.variables)["configs"]["valkey"]["content"])
        place = ["--port", "0", "--unixsocket", self.socket.name, "--dir", str(self.folder)]
        self.socket.unlink(missing_ok=True)
        process = _start("broker", [str(find_valkey()), str(configuration), *place], self.folder)
        process.wait_for(self._is_ready)
        return process

    def _is_ready(self) -> bool:
        """Whether it listens, and has loaded what it wrote down before."""
        try:
            return self.ask(self.login, "PING")[1].startswith("+PONG")
        except (FileNotFoundError, ConnectionRefusedError):
            return False

    def ask(self, *questions: str) -> list[str]:
        """Its answers on one connection."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(self.socket))
            return [_ask(client, question) for question in questions]


def _ask(client: socket.socket, question: str) -> str:
    client.sendall(f"{question}\r\n".encode())
    return client.recv(200).decode()


def _start(name: str, command: list[str], folder: Path, **options: Any) -> Process:
    log = folder / f"{name}.log"
    popen = children.start(
        command, log=log, when_orphaned=signal.SIGKILL, start_new_session=True, **options
    )
    return Process(name, popen, log)


def collect_static(services: Services, *options: str) -> None:
    """The step of the Dockerfile that collects static files, in the folder of these services."""
    (step,) = (rest for word, rest in stages()[0] if word == "RUN" and "collectstatic" in rest)
    step = step.replace("/tmp/build", str(services.folder / "build"))
    step = step.replace("--noinput", " ".join(("--noinput", *options)))
    environment = services.environment("web", MITRA_ENVIRONMENT="")
    environment = {key: environment[key] for key in ("PATH", "STATIC_ROOT")}
    subprocess.run(["/bin/sh", "-ec", step], cwd=services.code, env=environment, check=True)
    assert not (services.folder / "build").exists()  # with the secrets it made up


def first_start(services: Services, joined: Servers) -> tuple[str, str]:
    """What the image of PostgreSQL does on an empty volume; the addresses as owner and as app."""
    sockets = joined.database_url().partition("?")[2]
    superuser = joined.folder.passwords()["superuser"]
    address = f"postgres://postgres:{superuser}@/postgres?{sockets}"
    _psql(address, "DROP DATABASE mitra; DROP ROLE mitra_app, mitra_owner;")
    (target,) = (config["target"] for config in services.described["db"]["configs"])
    assert target.endswith(".sql")  # run by psql, and stopped at the first error
    script = compose(services.variables)["configs"]["roles"]["content"]
    _psql(address, script, **services.described["db"]["environment"])
    owner, app_role = (services.variables[f"MITRA_{who}_PASSWORD"] for who in ("OWNER", "APP"))
    return (
        f"postgres://mitra_owner:{owner}@/mitra?{sockets}",
        f"postgres://mitra_app:{app_role}@/mitra?{sockets}",
    )


def _psql(address: str, script: str, **environment: str) -> None:
    command = [find_postgresql().program("psql"), address, "--no-psqlrc", "-v", "ON_ERROR_STOP=1"]
    done = subprocess.run(
        command, input=script, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
