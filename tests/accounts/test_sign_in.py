"""Signing in, in the database: codes that are good once, tries that every process counts, sessions that end in each."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Row, func, select, update

from muniment.accounts import key_management, one_time_codes, sessions, sign_in, sign_in_tries, users
from muniment.accounts.caller import Caller
from muniment.accounts.credentials import check_again
from muniment.accounts.last_use import LastUse
from muniment.accounts.roles import Role
from muniment.accounts.sessions import Client, Lifetime, Method, NewSession
from muniment.accounts.sign_in_tries import Limits, Tried
from muniment.accounts.user_rows import find_by_email
from muniment.accounts.users import Change, NewUser
from muniment.db.engine import Database, Transaction
from muniment.db.tables import audit_records, organisations
from muniment.db.tables import sessions as session_rows
from muniment.db.tables import users as user_rows
from muniment.errors import (
    AlreadySetUpError,
    InvalidCodeError,
    InvalidNameError,
    InvalidSessionError,
    MunimentError,
    SignInFailedError,
    TooManySignInsError,
    UserNotFoundError,
)
from tests.builders import NOW, World

LASTS = Lifetime(idle_seconds=600, seconds=3600)
EMAIL = "ada@example.com"


def set_up(database: Database, code: str, *, email: str = EMAIL, organisation: str | None = "Aldgate") -> NewSession:
    with database.write() as tx:
        return sign_in.set_up(
            tx,
            code,
            NewUser(email, Role.ADMIN),
            password_hash="hash",
            organisation=organisation,
            client=Client(),
            lifetime=LASTS,
            now=NOW,
        )


def setup_code(database: Database) -> str:
    with database.write() as tx:
        return one_time_codes.make(tx, user_id=None, seconds=3600, now=NOW)


def begin(database: Database, user: Row[Any], *, now: int = NOW) -> NewSession:
    with database.write() as tx:
        return sessions.begin(tx, user, method=Method.PASSWORD, client=Client(), lifetime=LASTS, now=now)


@pytest.fixture
def user(database: Database, world: World) -> Row[Any]:
    with database.write() as tx:
        users.create_or_get(tx, Caller.operator(world.org_id), NewUser(EMAIL, Role.ADMIN), now=NOW)
        found = find_by_email(tx, EMAIL)
    assert found is not None
    return found


# The first administrator


def test_first_administrator_is_made_once_with_its_organisation_and_a_session(database: Database) -> None:
    code = setup_code(database)
    session = set_up(database, code)
    with database.read() as tx:
        caller = sessions.authenticate(tx, session.token, now=NOW)
        assert (caller.name, caller.scopes) == (EMAIL, Caller.operator("").scopes)
        assert tx.execute(select(organisations.c.name)).scalar_one() == "Aldgate"
        assert tx.execute(select(audit_records.c.actor_name).order_by(audit_records.c.seq)).scalars().all() == [
            "setup code",
            EMAIL,
        ]
    for another in (code, setup_code(database)):
        with pytest.raises(AlreadySetUpError):
            set_up(database, another, email="eve@example.com")


def test_of_codes_used_at_one_moment_one_makes_an_administrator(database: Database) -> None:
    codes = [setup_code(database) for _ in range(2)] * 4  # of two servers, four times each

    def attempt(n: int) -> str:
        try:
            set_up(database, codes[n], email=f"{n}@example.com", organisation=f"Organisation {n}")
        except MunimentError as error:
            return error.code
        return "made"

    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(attempt, range(len(codes))))
    assert (ends.count("made"), set(ends)) == (1, {"made", "already_set_up"})
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(user_rows)).scalar_one() == 1
        assert tx.execute(select(func.count()).select_from(organisations)).scalar_one() == 1


def test_code_of_the_first_administrator_expires_and_sets_no_password(database: Database) -> None:
    code = setup_code(database)
    with database.read() as tx:
        sign_in.check_setup(tx, code, now=NOW + 3599)
        with pytest.raises(InvalidCodeError):
            sign_in.check_setup(tx, code, now=NOW + 3600)
        with pytest.raises(InvalidCodeError):
            sign_in.user_of_code(tx, code, now=NOW)


def test_code_of_a_user_makes_no_first_administrator(database: Database) -> None:
    with database.write() as tx:
        code = one_time_codes.make(tx, user_id="cbuser_1", seconds=60, now=NOW)
    with pytest.raises(InvalidCodeError):
        set_up(database, code)


def test_code_that_signs_in_does_so_once_and_sets_no_password(database: Database, user: Row[Any]) -> None:
    operator = Caller.operator(user.org_id)
    with database.write() as tx:
        password_code = users.make_password_code(tx, operator, user.id, seconds=60, now=NOW)
    with pytest.raises(InvalidCodeError), database.write() as tx:
        enter_by_code(tx, password_code)
    with database.write() as tx:
        first, code = (users.make_sign_in_code(tx, operator, user.id, now=NOW) for _ in range(2))
        with pytest.raises(InvalidCodeError):
            sign_in.user_of_code(tx, code, now=NOW)
        for dead, now in ((first, NOW), (code, NOW + 600)):
            with pytest.raises(InvalidCodeError):
                enter_by_code(tx, dead, now=now)
        session = enter_by_code(tx, code.lower(), now=NOW + 599)
        assert sessions.authenticate(tx, session.token, now=NOW + 599).id == user.id
        with pytest.raises(InvalidCodeError):
            enter_by_code(tx, code, now=NOW + 599)


def test_code_of_who_is_disabled_signs_nobody_in(database: Database, user: Row[Any]) -> None:
    operator = Caller.operator(user.org_id)
    with database.write() as tx:
        code = users.make_sign_in_code(tx, operator, user.id, now=NOW)
        users.change(tx, operator, user.id, Change(is_disabled=True), now=NOW)
        with pytest.raises(InvalidCodeError):
            enter_by_code(tx, code)
        with pytest.raises(UserNotFoundError):
            users.make_sign_in_code(tx, operator, user.id, now=NOW)


def enter_by_code(tx: Transaction, code: str, *, now: int = NOW) -> NewSession:
    return sign_in.enter_by_code(tx, code, ending=None, client=Client(), lifetime=LASTS, now=now)


def test_organisation_may_be_left_out_where_there_is_one(database: Database, world: World) -> None:
    with pytest.raises(InvalidNameError):  # there are two
        set_up(database, setup_code(database), organisation=None)
    with pytest.raises(InvalidNameError):
        set_up(database, setup_code(database), organisation=" ")
    with database.read() as tx:
        name = tx.execute(select(organisations.c.name).where(organisations.c.id == world.org_id)).scalar_one()
    set_up(database, setup_code(database), organisation=name.upper())
    with database.read() as tx:
        assert tx.execute(select(user_rows.c.org_id)).scalar_one() == world.org_id


# Tries


LIMITS = Limits(per_account=3, per_address=5, seconds=60)


def _take(database: Database, tried: Tried, *, now: int = NOW) -> bool:
    try:
        with database.write() as tx:
            sign_in_tries.take(tx, tried, LIMITS, now=now)
    except TooManySignInsError:
        return False
    return True


def test_tries_count_in_every_process_and_begin_anew_after_their_time(
    database: Database, open_again: Callable[[], Database]
) -> None:
    tried, elsewhere = Tried.of(EMAIL, "192.0.2.1"), open_again()
    assert [_take(one, tried) for one in (database, elsewhere, database, elsewhere)] == [True, True, True, False]
    with elsewhere.read() as tx:
        with pytest.raises(TooManySignInsError) as refused:
            sign_in_tries.check(tx, tried, LIMITS, now=NOW + 20)
        assert refused.value.retry_after_seconds == 40
        sign_in_tries.check(tx, tried, LIMITS, now=NOW + 60)
    assert _take(database, tried, now=NOW + 60)


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:0:0:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::1", True),
        (None, "not an address", True),
    ],
)
def test_addresses_of_one_subscriber_are_counted_together(first: str | None, second: str, are_one: bool) -> None:
    assert (Tried.of(EMAIL, first).address == Tried.of(EMAIL, second).address) == are_one


def test_forgiven_try_leaves_those_of_other_accounts_from_that_address(database: Database) -> None:
    mine, others = Tried.of(EMAIL, "192.0.2.1"), Tried.of("eve@example.com", "192.0.2.1")
    assert [_take(database, one) for one in (others, others, mine)] == [True] * 3
    with database.write() as tx:
        sign_in_tries.forgive(tx, mine)
    assert [_take(database, one) for one in (mine, mine, mine, mine)] == [True, True, True, False]


def test_old_tries_codes_and_sessions_are_forgotten_and_live_ones_kept(database: Database, user: Row[Any]) -> None:
    for n in range(3):
        _take(database, Tried.of(f"{n}@example.com", f"192.0.2.{n}"))
    old, live = begin(database, user), begin(database, user, now=NOW + 500)
    with database.write() as tx:
        one_time_codes.make(tx, user_id=user.id, seconds=60, now=NOW)
        assert sign_in_tries.forget_old(tx, now=NOW + 60, seconds=60, limit=4) == 4
        assert sign_in_tries.forget_old(tx, now=NOW + 60, seconds=60, limit=4) == 2
        assert one_time_codes.forget_expired(tx, now=NOW + 60, limit=4) == 1
        assert sessions.forget_expired(tx, now=NOW + 600, limit=4) == 1
        assert sessions.authenticate(tx, live.token, now=NOW + 600).credential == live.id
        with pytest.raises(InvalidSessionError):
            sessions.authenticate(tx, old.token, now=NOW)


# Sessions


def test_user_disabled_is_out_at_once_in_every_process(
    database: Database, user: Row[Any], open_again: Callable[[], Database]
) -> None:
    session, elsewhere = begin(database, user), open_again()
    with elsewhere.read() as tx:
        caller = sessions.authenticate(tx, session.token, now=NOW)
        check_again(tx, caller, now=NOW)
    with database.write() as tx:
        users.change(tx, Caller.operator(user.org_id), user.id, Change(is_disabled=True), now=NOW)
    with elsewhere.read() as tx:
        with pytest.raises(InvalidSessionError):
            sessions.authenticate(tx, session.token, now=NOW)
        with pytest.raises(InvalidSessionError):  # an upload that was under way
            check_again(tx, caller, now=NOW)
    with database.write() as tx:
        users.change(tx, Caller.operator(user.org_id), user.id, Change(is_disabled=False), now=NOW)
        with pytest.raises(InvalidSessionError):
            sessions.authenticate(tx, session.token, now=NOW)


@pytest.mark.parametrize("meanwhile", [{"disabled_at": NOW}, {"password_hash": "another"}])
def test_user_who_changed_while_its_password_was_hashed_does_not_come_in(
    database: Database, user: Row[Any], meanwhile: dict[str, object]
) -> None:
    with database.write() as tx:
        tx.execute(update(user_rows).values(password_hash="hash"))
        candidate = sign_in.find_candidate(tx, EMAIL)
        tx.execute(update(user_rows).values(meanwhile))
    with database.write() as tx, pytest.raises(SignInFailedError):
        sign_in.enter(tx, candidate, new_hash=None, ending=None, client=Client(), lifetime=LASTS, now=NOW)
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(session_rows)).scalar_one() == 0


def test_use_keeps_a_session_alive_to_its_age(database: Database, user: Row[Any]) -> None:
    session = begin(database, user)
    for at in range(NOW + 500, NOW + 3600, 500):
        with database.read() as tx:
            caller = sessions.authenticate(tx, session.token, now=at)
        last_use = LastUse()
        last_use.note(str(caller.used_id), at)
        with database.write() as tx:
            last_use.write(tx)
    with database.read() as tx, pytest.raises(InvalidSessionError):
        sessions.authenticate(tx, session.token, now=NOW + 3600)


def test_user_has_so_many_sessions_and_the_oldest_gives_way(database: Database, user: Row[Any]) -> None:
    begun = [begin(database, user, now=NOW + n) for n in range(sessions.MAX_SESSIONS + 2)]
    with database.read() as tx:
        caller = sessions.authenticate(tx, begun[-1].token, now=NOW + 60)
        assert len(sessions.list_own(tx, caller, now=NOW + 60)) == sessions.MAX_SESSIONS
        for gone in begun[:2]:
            with pytest.raises(InvalidSessionError):
                sessions.authenticate(tx, gone.token, now=NOW + 60)


def test_what_a_client_says_of_itself_is_bounded_and_printable(database: Database, user: Row[Any]) -> None:
    with database.write() as tx:
        client = Client("192.0.2.1", "Mozilla\n\x1b[31m" + "x" * 1000)
        session = sessions.begin(tx, user, method=Method.PASSWORD, client=client, lifetime=LASTS, now=NOW)
        (entry,) = sessions.list_own(tx, sessions.authenticate(tx, session.token, now=NOW), now=NOW)
    assert entry["user_agent"].startswith("Mozilla??[31mx")
    assert len(entry["user_agent"]) == 255


def test_session_that_ends_while_it_makes_a_key_makes_none(database: Database, user: Row[Any]) -> None:
    session = begin(database, user)
    with database.read() as tx:
        caller = sessions.authenticate(tx, session.token, now=NOW)
    with database.write() as tx:
        users.change(tx, Caller.operator(user.org_id), user.id, Change(is_disabled=True), now=NOW)
    with database.write() as tx, pytest.raises(InvalidSessionError):
        key_management.create(tx, caller, name="late", now=NOW)
