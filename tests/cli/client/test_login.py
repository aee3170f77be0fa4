"""Logging in: what is kept, where, and that a key is in nothing that others read."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from muniment.cli.client.profiles import is_in_the_clear
from scripts.commands_page import commands
from tests.cli.client.between import Answer, between
from tests.cli.client.conftest import Shell


def _kept(shell: Shell) -> list[Path]:
    return [path for path in (shell.folder / "config").rglob("*") if path.is_file()]


def test_login_keeps_a_good_key_for_its_owner_alone_and_shows_it_nowhere(shell: Shell) -> None:
    base_url = shell.caller.server.base_url
    done = shell.bare("login", "--url", f"{base_url}/", stdin=f"{shell.caller.secret}\n")
    assert done.returncode == 0, done.stderr
    assert shell.caller.secret not in done.stdout + done.stderr
    (path,) = _kept(shell)
    assert json.loads(path.read_text()) == {"base_url": base_url, "api_key": shell.caller.secret}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert shell.bare("vendors").stdout == "none\n"


def test_login_takes_both_from_the_environment(shell: Shell) -> None:
    assert shell.run("login").returncode == 0
    assert shell.bare("vendors").returncode == 0


def test_key_that_the_server_refuses_is_not_kept(shell: Shell) -> None:
    done = shell.run("login", base_url=shell.caller.server.base_url, api_key="ak_live_wrong")
    assert done.returncode == 1
    assert "Invalid or expired API key." in done.stderr
    assert "ak_live_wrong" not in done.stderr
    assert _kept(shell) == []


def test_server_that_is_starting_is_waited_for_and_that_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with between(shell.caller.server.base_url) as proxy:
        proxy.before = lambda *_: Answer(503, {"Retry-After": "2"}) if len(proxy.asked) < 8 else None
        done = shell.bare("login", "--url", proxy.base_url, stdin=shell.caller.secret)
    assert done.returncode == 0, done.stderr
    (told,) = [line for line in done.stderr.splitlines() if "trying again in" in line]
    assert "503" in told


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("ftp://127.0.0.1", "ak_1"),
        ("https://me:secret@127.0.0.1", "ak_1"),
        ("http://127.0.0.1?key=secret", "ak_1"),
        ("nonsense", "ak_1"),
        ("http://127.0.0.1", "two secret words"),
        ("http://127.0.0.1", "\x1b[2Jsecret"),
        ("http://127.0.0.1", ""),
    ],
)
def test_what_cannot_be_a_server_or_a_key_is_told_without_repeating_it(shell: Shell, url: str, key: str) -> None:
    done = shell.bare("login", "--url", url, stdin=f"{key}\n")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr
    assert _kept(shell) == []


def test_server_is_not_taken_from_standard_input_where_the_key_comes_from(shell: Shell) -> None:
    done = shell.bare("login", stdin="ak_live_1\n")
    assert (done.returncode, done.stderr) == (2, "Name the server with --url or MUNIMENT_BASE_URL.\n")


def test_profiles_stand_beside_each_other_and_logout_forgets_one(shell: Shell) -> None:
    other = shell.caller.server.caller()
    other.vendor("Southwind")
    assert shell.run("login").returncode == 0
    login = {"base_url": other.server.base_url, "api_key": other.secret}
    assert shell.run("login", "--profile", "other", **login).returncode == 0
    assert shell.bare("vendors").stdout == "none\n"
    assert "Southwind" in shell.run("vendors", "--profile", "other").stdout
    assert "Southwind" in shell.run("vendors", profile="other").stdout
    assert shell.bare("logout", "--profile", "other").stdout == "logged out\n"
    assert shell.bare("logout", "--profile", "other").stdout == "was not logged in\n"
    done = shell.bare("vendors", "--profile", "other")
    assert (done.returncode, done.stderr) == (2, "Not logged in. Do so by: muniment login --profile other\n")
    assert shell.bare("vendors").returncode == 0


def test_key_of_the_environment_never_goes_to_the_server_of_a_profile(shell: Shell) -> None:
    assert shell.run("login").returncode == 0
    done = shell.run("vendors", api_key="ak_live_other")
    assert (done.returncode, "go together" in done.stderr) == (2, True)


def test_profile_of_another_folder_is_none(shell: Shell) -> None:
    assert shell.bare("vendors", "--profile", "../default").returncode == 2


def test_file_that_is_no_profile_is_told_as_such(shell: Shell) -> None:
    assert shell.run("login").returncode == 0
    _kept(shell)[0].write_text('{"base_url": 7}')
    done = shell.bare("vendors")
    assert (done.returncode, "log in again" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("url", "is_clear"),
    [
        ("http://10.1.2.3", True),
        ("http://muniment.example.com/room", True),
        ("https://muniment.example.com", False),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://localhost", False),
    ],
)
def test_plain_http_to_another_machine_is_known(url: str, is_clear: bool) -> None:
    assert is_in_the_clear(url) is is_clear


def test_no_command_takes_a_key_of_ours_as_an_argument() -> None:
    taking = {
        name
        for name, command in commands()
        for one in command.params
        for option in (*one.opts, one.name)
        if (option or "").strip("-") in ("key", "api_key", "api-key", "secret", "token")
    }
    assert taking == {"muniment import coverbase"}
