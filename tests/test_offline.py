"""The analysis runs where no internet socket can be opened and no name resolved."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from studies import contents
from study_runs import ROOT, analysed, config_of, stc_process

# An audit hook sees what C code does too, and cannot be taken out again. It also notes every
# attempt, so that one which somebody catches and passes over is found.
NO_NETWORK = """\
import os, socket, sys

RESOLVES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
            "socket.getnameinfo", "socket.getservbyname"}

def refuse(event, args):
    opens = event == "socket.__new__" and args[1] in (socket.AF_INET, socket.AF_INET6)
    if opens or event in RESOLVES:
        caller = sys._getframe(1)
        while caller.f_code.co_filename == socket.__file__:
            caller = caller.f_back
        with open(os.environ["ATTEMPTS"], "a") as file:
            file.write(f"{event} by {caller.f_globals['__name__']}.{caller.f_code.co_name}\\n")
        raise OSError("there is no network in this test")

sys.addaudithook(refuse)
with open(os.environ["ATTEMPTS"] + ".guarded", "a") as file:
    file.write("one process\\n")
"""

# Importing spaCy imports urllib3, which tries whether a socket of IPv6 can be had at all, on this
# machine (::1), and takes the refusal for a no. Nothing is sent.
PROBE = "socket.__new__ by urllib3.util.connection._has_ipv6"


@pytest.fixture
def no_network(tmp_path: Path) -> dict[str, str]:
    """An environment in which every Python process refuses the network."""
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    path = os.pathsep.join([str(guard), str(ROOT)])
    return {"PYTHONPATH": path, "ATTEMPTS": str(tmp_path / "attempts")}


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param("socket.socket()", id="inet"),
        pytest.param("socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)", id="inet6"),
        pytest.param("__import__('_socket').socket(socket.AF_INET)", id="beneath-the-module"),
        pytest.param("socket.getaddrinfo('localhost', 80)", id="name"),
        pytest.param("socket.create_connection(('127.0.0.1', 9))", id="connection"),
        pytest.param("__import__('urllib.request').request.urlopen('http://[::1]/')", id="url"),
    ],
)
def test_the_guard_refuses(attempt: str, no_network: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import socket; {attempt}"],
        env={**os.environ, **no_network},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "there is no network in this test" in done.stderr
    assert Path(no_network["ATTEMPTS"]).is_file()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_sample_analysis_needs_no_network(
    workers: str, no_network: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments = ("-c", config_of("hverdag_kols"), "-o", out, "--workers", workers, "--quiet")
    done = stc_process("analyze", *arguments, **no_network)
    assert (done.returncode, done.stderr) == (0, "")
    attempts = Path(no_network["ATTEMPTS"])
    tried = set(attempts.read_text(encoding="utf-8").splitlines() if attempts.exists() else ())
    assert tried <= {PROBE}
    guarded = Path(no_network["ATTEMPTS"] + ".guarded").read_text(encoding="utf-8")
    assert len(guarded.splitlines()) >= (1 if workers == "1" else 3)
    expected = contents(analysed("hverdag_kols"))
    assert {name for name, data in contents(out).items() if data != expected[name]} == set()
