"""What every command says of settings that are wrong and of variables that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from muniment.cli.common import csv_line, printable, told, typed
from muniment.settings import Settings
from tests.cli.programs import run


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("max_file_bytes", "much", "MUNIMENT_MAX_FILE_BYTES must be a whole number."),
        ("database_threads", "1", "MUNIMENT_DATABASE_THREADS must be at least 2."),
        ("log_format", "xml", "MUNIMENT_LOG_FORMAT must be one of 'text' or 'json'."),
        ("metrics_token", "quite-secret", "MUNIMENT_METRICS_TOKEN must have at least 16 characters."),
        ("validity_months", "oops", "MUNIMENT_VALIDITY_MONTHS must be a JSON object"),
        ("validity_months", "[1]", "MUNIMENT_VALIDITY_MONTHS must be a JSON object"),
        ("validity_months", '{"nda": "soon"}', "MUNIMENT_VALIDITY_MONTHS at 'nda' must be a whole number."),
    ],
)
def test_wrong_setting_is_told_in_a_sentence_and_exit_is_2(tmp_path: Path, name: str, value: str, said: str) -> None:
    done = run(tmp_path, "keys", "list", **{name: value})
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "quite-secret" not in done.stderr


def test_database_url_that_cannot_be_is_told_without_the_password(tmp_path: Path) -> None:
    for url in ("nonsense", "postgresql://me:pass:word@host:tail/name"):
        done = run(tmp_path, "keys", "list", database_url=url)
        assert done.returncode == 2
        assert done.stderr.startswith("MUNIMENT_DATABASE_URL is not a URL such as")
        assert "tail" not in done.stderr


@pytest.mark.parametrize(
    "command",
    ["serve --port 0", "worker", "migrate", "analyze README.md", "sweep", "verify", "repair clock", "jobs list"],
)
def test_every_command_tells_all_that_is_wrong_before_it_does_anything(tmp_path: Path, command: str) -> None:
    home = tmp_path / "never-made"
    months = '{"soc2_typo": 12}'
    done = run(home, *command.split(), public_url="ftp://x", validity_months=months, poll_seconds="0")
    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == [
        "MUNIMENT_PUBLIC_URL",
        "MUNIMENT_POLL_SECONDS",
        "MUNIMENT_VALIDITY_MONTHS",
    ]
    assert not home.exists()


def test_unknown_variable_is_told_once_with_the_nearest_setting_by_every_command(tmp_path: Path) -> None:
    line = "MUNIMENT_MAX_FILE_BITES is not a setting and changes nothing. Did you mean MUNIMENT_MAX_FILE_BYTES?"
    for command in ("migrate", "keys list", "verify", "restore nowhere --home nowhere"):
        assert run(tmp_path, *command.split(), max_file_bites="1").stderr.splitlines().count(line) == 1, command


def test_variables_of_tests_are_not_told(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate", test_database_url="x", torture="1", torture_kills="2").stderr == ""


def test_reader_that_has_gone_is_no_fault_to_tell() -> None:
    with pytest.raises(BrokenPipeError), told():
        raise BrokenPipeError


def test_printed_command_names_its_home_and_the_program_as_it_was_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "a home")
    monkeypatch.setattr("sys.argv", [".venv/bin/muniment", "serve"])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MUNIMENT_HOME", raising=False)
    assert typed(settings, "serve") == typed(settings, "serve", takes_home=True) == ".venv/bin/muniment serve"
    found = tmp_path / "muniment"
    found.touch(mode=0o755)
    assert typed(settings, "keys", "create", "--org", "NAME") == "muniment keys create --org NAME"
    monkeypatch.setenv("MUNIMENT_HOME", "a home")
    assert typed(settings, "serve") == f"MUNIMENT_HOME='{tmp_path}/a home' muniment serve"
    assert typed(settings, "demo", takes_home=True) == f"muniment demo --home '{tmp_path}/a home'"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Grüße, 株式会社 [bold]\u00a0\u202f\u3000", "Grüße, 株式会社 [bold]\u00a0\u202f\u3000"),
        ("\x1b[2J\x07\r\n\x9b31m", "?[2J????31m"),
        ("\u202egpj.exe\u2066\u200f\ufeff\ud800", "?gpj.exe????"),
    ],
)
def test_nothing_is_printed_that_a_terminal_obeys_and_spaces_stay(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_line_of_csv_holds_nothing_that_a_spreadsheet_takes_for_a_formula() -> None:
    assert csv_line(["=1+1", "+1", "-1", "@x", 'a "b", c', None, 7]) == '\'=1+1,\'+1,\'-1,\'@x,"a ""b"", c",,7\r\n'
