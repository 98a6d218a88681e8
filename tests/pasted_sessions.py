"""Runs the sessions that are pasted into the README and the guide; `python -m tests.pasted_sessions` writes them anew.

A page's sessions (blocks ```console) are one story: they share a folder, which is empty at the beginning, and the
variables that they export. What the program says is compared, but for the days on which it said so.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from factdb.cli.main import factdb

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
GUIDE = sorted((ROOT / "factdb" / "guide").glob("*.md"))
HOME = "/home/ana/desk"  # what pages call the folder
DEMO = "factdb init --demo > init.txt 2>&1"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)
_THIS_YEARS = re.compile(r"20(2[6-9]|[3-9]\d)-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?(\.\d+)?Z?)?")
_SECONDS = re.compile(r"\b\d+\.\d+ s\b")
# What a shell alone can do: all else is given to click's runner in this process, which takes no time to start.
_SHELLS = re.compile(r"[|<$*;&]|`")
_REDIRECTED = re.compile(r"^(?P<command>[^<>]*?)(?: > (?P<out>\S+))?(?: 2> (?P<err>\S+)|(?P<both> 2>&1))?$")


@dataclass
class Typist:
    """Somebody who types a page's commands, in a folder of their own; `installed` starts the program each time."""

    folder: Path
    installed: bool = False
    copy_demo: Callable[[Path], None] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        settings = {"PATH": path, "HOME": str(self.folder), "COLUMNS": "100", "LANG": "C.UTF-8", "TZ": "UTC"}
        settings["FACTDB_EVIDENCE_FETCH"] = "off"  # pages say the same on every machine, online or not
        self.environment = {**settings, "LOGNAME": "ana", "USER": "ana", **self.environment}

    def type(self, command: str) -> str:
        """Give a command; return what it says, on either stream."""
        if command == DEMO and self.copy_demo is not None:
            self.copy_demo(self.folder)
            return ""
        if command.startswith("export "):
            self.environment |= dict(word.partition("=")[::2] for word in shlex.split(command)[1:])
            return ""
        plain = _REDIRECTED.fullmatch(command)
        if self.installed or plain is None or not command.startswith("factdb ") or _SHELLS.search(plain["command"]):
            return self._run_shell(command)
        return self._invoke(plain)

    def _run_shell(self, command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command],  # noqa: S607 - pages are for people with a shell
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout.decode()

    def _invoke(self, plain: re.Match[str]) -> str:
        unset = {name: None for name in os.environ if name.startswith("FACTDB_")}
        with chdir(self.folder):
            result = CliRunner().invoke(
                factdb, shlex.split(plain["command"])[1:], prog_name="factdb", env={**unset, **self.environment}
            )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        out, err = (result.output, "") if plain["both"] or not plain["out"] else (result.stdout, result.stderr)
        if plain["err"]:
            (self.folder / plain["err"]).write_text(result.stderr, encoding="utf-8")
            out, err = result.stdout, ""
        if plain["out"]:
            (self.folder / plain["out"]).write_text(out, encoding="utf-8")
            out = ""
        return out + err


def masked(text: str) -> str:
    """Hide the days on which sessions were run, and how long they took."""
    return _SECONDS.sub("TIME", _THIS_YEARS.sub("TODAY", text))


def run_page(page: str, typist: Typist) -> str:
    """Return the page with what the program says now in its sessions; a session that says the same stays as it is."""

    def run_session(block: re.Match[str]) -> str:
        said = ""
        for command in _COMMAND.findall(block[1]):
            output = typist.type(command.replace("\\\n", " "))
            if output and not output.endswith("\n"):
                output += "\n"
            said += f"$ {command}\n{output}"
        session = f"```console\n{said.replace(str(typist.folder), HOME)}```"
        return block[0] if masked(session) == masked(block[0]) else session

    return _BLOCK.sub(run_session, page)


def main() -> None:
    """Write what the program says into the pages that are named (all without a name)."""
    for path in [Path(name) for name in sys.argv[1:]] or [README, *GUIDE]:
        with tempfile.TemporaryDirectory() as folder:
            text = path.read_text(encoding="utf-8")
            path.write_text(run_page(text, Typist(Path(folder).resolve())), encoding="utf-8")


if __name__ == "__main__":
    main()
