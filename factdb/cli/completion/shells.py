"""`factdb completion`: click's completion for bash, zsh and fish, corrected for names with spaces, commas or quotes."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING, Any

import click
from click import shell_completion
from click.shell_completion import (
    BashComplete,
    FishComplete,
    PowerShellComplete,
    ShellComplete,
    ZshComplete,
    split_arg_string,
)

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

VARIABLE = "_FACTDB_COMPLETE"
INSTALL = {
    "bash": "factdb completion bash > ~/.factdb.bash; echo '. ~/.factdb.bash' >> ~/.bashrc",
    "zsh": "factdb completion zsh > ~/.factdb.zsh; echo '. ~/.factdb.zsh' >> ~/.zshrc",
    "fish": "factdb completion fish > ~/.config/fish/completions/factdb.fish",
    "powershell": "factdb completion powershell >> $PROFILE",
}
# Letters with a special meaning in bash: outside quotes, and between double quotes.
_SPECIAL, _SPECIAL_QUOTED = re.compile(r"[^\w./@%+,-]"), re.compile(r'["$`\\]')


class _Quiet(ShellComplete):
    """A completion that shows no errors: a key press must not print one."""

    def complete(self) -> str:
        with contextlib.suppress(Exception):
            return super().complete()
        return ""


class Bash(_Quiet, BashComplete):
    """bash: quotes the completions, and joins words again that bash splits at "=" and ":"."""

    # Without -r, read drops the backslashes of a quoted name; without quotes, bash splits a name at its spaces.
    source_template = BashComplete.source_template.replace(" read type value", " read -r type value").replace(
        "COMPREPLY+=($value)", 'COMPREPLY+=("$value")'
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return (the words before the current word, the current word)."""
        place = int(os.environ["COMP_CWORD"])
        words = split_arg_string(os.environ["COMP_WORDS"])[: place + 1]
        # After a space the word to complete is empty, and the split drops it.
        words += [""] * (place + 1 - len(words))
        joined: list[str] = []
        for word in words:
            if joined and (word in {"=", ":"} or joined[-1].endswith(("=", ":"))):
                joined[-1] += word
            else:
                joined.append(word)
        return joined[1:-1], joined[-1]

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return the completion, quoted like the word that is being typed."""
        if item.type != "plain":
            return super().format_completion(item)
        words, place = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
        opened = words[place][:1] if place < len(words) else ""
        if opened == "'":
            return f"plain,{item.value}"
        special = _SPECIAL_QUOTED if opened == '"' else _SPECIAL
        return "plain," + special.sub(r"\\\g<0>", item.value)


class Zsh(_Quiet, ZshComplete):
    """zsh: the completion of click, unchanged."""


class Fish(_Quiet, FishComplete):
    """fish: a comma does not end a name."""

    source_template = FishComplete.source_template.replace('split ","', 'split -m 1 ","')


class PowerShell(_Quiet, PowerShellComplete):
    """PowerShell: as click does it."""


KINDS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish, "powershell": PowerShell}


def register() -> None:
    """Register these classes with click."""
    for shell in KINDS.values():
        shell_completion.add_completion_class(shell)


def script(shell: str, program: Any) -> str:
    """Return the script that a shell reads."""
    return KINDS[shell](program, {}, "factdb", VARIABLE).source()


@click.command()
@click.argument("shell", type=click.Choice(list(KINDS)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for your shell.

    The script completes commands, options, statuses and ratings, the names of speakers, sources, topics and reviewers,
    and the numbers of claims.

    \b
    Example:
      factdb completion bash
    """
    click.echo(script(shell, ctx.find_root().command))
    click.echo(f"Install the script once: {INSTALL[shell]}", err=True)
