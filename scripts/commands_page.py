"""The reference of the command line, written from the commands themselves."""

from __future__ import annotations

from typing import Any

import typer

from muniment.cli.app import app
from muniment.cli.common import EXIT_CODES
from scripts.generated import NOTE


def commands_page() -> str:
    """docs/commands.md"""
    lines = [
        "# Commands\n",
        NOTE,
        "Commands read the settings of [settings.md](settings.md), but for the clients of a server",
        "([command-line.md](command-line.md)); each answers `--help`,",
        "and `muniment --version` says which program it is.\n",
    ]
    lines += ["| exit code | meaning |", "|---|---|", *(f"| {code} | {what} |" for code, what in EXIT_CODES.items())]
    for name, command in commands():
        lines += ["", f"## `{name}`\n", command.help or ""]
        if command.params:
            lines += ["", "| | default | meaning |", "|---|---|---|", *map(_parameter_row, command.params)]
    return "\n".join(lines) + "\n"


def commands() -> list[tuple[str, Any]]:
    """Every command with its whole name."""
    return _below("muniment", typer.main.get_command(app))


def _below(name: str, command: Any) -> list[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        return [(name, command)]
    return [leaf for word, below in command.commands.items() for leaf in _below(f"{name} {word}", below)]


def _parameter_row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        shown = f"`{parameter.name.upper()}{'...' if parameter.nargs == -1 else ''}`"
    else:
        value = (
            "" if parameter.is_flag else f" {parameter.metavar or _value_name(parameter.type_descriptor.annotation)}"
        )
        shown = ", ".join(f"`{option}{value}`" for option in (*parameter.opts, *parameter.secondary_opts))
    if parameter.required:
        default = "needed"
    elif parameter.default is None:
        default = ""
    else:
        default = f"`{parameter.default}`" if not parameter.is_flag else ("on" if parameter.default else "off")
    bounds = f" From {parameter.min}" if parameter.min is not None else ""
    bounds += f" to {parameter.max}." if bounds and parameter.max is not None else "." if bounds else ""
    return f"| {shown} | {default} | {parameter.help or ''}{bounds} |"


def _value_name(annotation: Any) -> str:
    return {"int": "N", "float": "N", "Path": "PATH"}.get(getattr(annotation, "__name__", ""), "TEXT")
