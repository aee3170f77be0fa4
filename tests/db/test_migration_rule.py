"""Expand, then contract (docs/decisions/0006): after any migration the release before it still runs.

Each migration is run on both databases and the schema before it compared with the schema after it, so SQL written by
hand counts like Alembic's operations. What cannot be seen in a schema is looked for in the script.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Inspector, inspect

from muniment.db import migrate as migrations
from muniment.db.engine import Database, Transaction, open_database

SCRIPTS = Path(migrations.__file__).parent / "migrations"
_SHADOW = re.compile(r"search_text_\w+")
"""Tables that FTS5 keeps for itself."""
_ROW_CHANGES = re.compile(r"\b(UPDATE|DELETE\s+FROM|TRUNCATE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class TableShape:
    """What code relies on: the columns, and what the table refuses."""

    types: dict[str, str]
    required: frozenset[str]  # columns that an INSERT must name
    not_null: frozenset[str]
    refusals: frozenset[str]  # keys, unique, check and foreign key constraints
    indexes: frozenset[str]


def shape(tx: Transaction) -> dict[str, TableShape]:
    seen = inspect(tx)
    return {name: _table(seen, name) for name in seen.get_table_names() if not _SHADOW.fullmatch(name)}


def _table(seen: Inspector, name: str) -> TableShape:
    columns, indexes = seen.get_columns(name), seen.get_indexes(name)
    key = seen.get_pk_constraint(name)["constrained_columns"]
    refusals = [f"primary key {key}"]
    refusals += [f"unique {one['column_names']}" for one in (*seen.get_unique_constraints(name), *_unique(indexes))]
    refusals += [f"check {one['sqltext']}" for one in seen.get_check_constraints(name)]
    refusals += [f"foreign key {one['constrained_columns']}" for one in seen.get_foreign_keys(name)]
    not_null = frozenset(one["name"] for one in columns if not one["nullable"])
    given = frozenset(
        one["name"] for one in columns if one["default"] is not None or "identity" in one or one.get("computed")
    )
    return TableShape(
        types={one["name"]: str(one["type"]) for one in columns},
        required=not_null - given,
        not_null=not_null,
        refusals=frozenset(refusals),
        indexes=frozenset(str(one["name"]) for one in indexes),
    )


def _unique(indexes: list) -> list:  # type: ignore[type-arg]
    return [one for one in indexes if one["unique"]]


def breaks(before: dict[str, TableShape], after: dict[str, TableShape]) -> list[str]:
    """What code that runs on the first schema would trip over on the second."""
    found = [f"{table} is gone" for table in before.keys() - after.keys()]
    for table in before.keys() & after.keys():
        old, new = before[table], after[table]
        found += [f"{table}.{column} is gone" for column in old.types.keys() - new.types.keys()]
        found += [
            f"{table}.{column} was {kind}, is {new.types[column]}"
            for column, kind in old.types.items()
            if new.types.get(column, kind) != kind
        ]
        found += [
            f"{table}.{column} may be null no more" for column in (new.not_null & old.types.keys()) - old.not_null
        ]
        found += [f"{table}.{column} must be given" for column in new.required - old.required - old.not_null]
        found += [f"{table} refuses by {rule}" for rule in new.refusals - old.refusals]
        found += [f"{table} lost {rule}" for rule in old.refusals - new.refusals]  # ON CONFLICT needs it
        found += [f"{table} lost index {index}" for index in old.indexes - new.indexes]
    return sorted(found)


def row_changes(script: Path) -> list[str]:
    """SQL in the script that changes rows; of a comparison of empty schemas nothing of it is seen."""
    words = [
        node.value
        for node in ast.walk(ast.parse(script.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [one for one in words if _ROW_CHANGES.match(one.strip())]


def config_of(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def violations(database: Database, scripts: Path) -> list[str]:
    """Run the migrations one by one; what breaks the rule, each with its revision."""
    config = config_of(scripts)
    directory = ScriptDirectory.from_config(config)
    found: list[str] = []
    passed: list[str] = []
    for script in reversed(list(directory.walk_revisions())):
        with database.write() as tx:
            before = shape(tx)
            config.attributes["connection"] = tx
            command.upgrade(config, script.revision)
            broken = breaks(before, shape(tx)) + row_changes(Path(script.path))
        found += [f"{script.revision}: {one}" for one in _unexcused(script.module, broken, passed)]
        passed.append(script.revision)
    return found


def _unexcused(script: ModuleType, broken: list[str], passed: list[str]) -> list[str]:
    contracts = getattr(script, "contracts", None)
    if contracts is None:
        return broken
    if contracts not in passed:
        return [f"contracts {contracts!r}, which is no earlier migration"]
    return [] if broken else ["contracts nothing"]


@pytest.fixture
def empty_database(empty_database_url: str, home: Path) -> Iterator[Database]:
    opened = open_database(empty_database_url, home=home, connections=2)
    yield opened
    opened.close()


Judge = Callable[..., list[str]]

_FIRST = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "1", None
def upgrade():
    op.create_table(
        "things",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(10)),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("n", sa.Integer),
    )
    op.create_index("ix_things_name", "things", ["name"])
"""


@pytest.fixture
def judge(empty_database: Database, tmp_path: Path) -> Judge:
    """What is found in a second migration made of these statements, over one that makes a table of things."""

    def judge_one(*statements: str, says: str = "") -> list[str]:
        scripts = tmp_path / "migrations"
        (scripts / "versions").mkdir(parents=True)
        (scripts / "env.py").write_text((SCRIPTS / "env.py").read_text())
        (scripts / "versions" / "1.py").write_text(_FIRST)
        body = "\n    ".join(statements)
        (scripts / "versions" / "2.py").write_text(
            f"import sqlalchemy as sa\nfrom alembic import op\n"
            f'revision, down_revision = "2", "1"\n{says}\ndef upgrade():\n    {body}\n'
        )
        return violations(empty_database, scripts)

    return judge_one


def test_every_migration_leaves_the_release_before_it_running(empty_database: Database) -> None:
    assert violations(empty_database, SCRIPTS) == []


@pytest.mark.parametrize(
    "statement",
    [
        "op.create_table('more', sa.Column('id', sa.Integer, primary_key=True))",
        "op.add_column('things', sa.Column('colour', sa.Text))",
        "op.add_column('things', sa.Column('colour', sa.Text, nullable=False, server_default='red'))",
        "op.create_index('ix_things_kind', 'things', ['kind'])",
    ],
)
def test_what_only_adds_is_fine(judge: Judge, statement: str) -> None:
    assert judge(statement) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("op.drop_table('things')", "things is gone"),
        ("op.rename_table('things', 'objects')", "things is gone"),
        ("op.execute('ALTER TABLE things RENAME COLUMN name TO title')", "things.name is gone"),
        ("op.execute('ALTER TABLE things DROP COLUMN n')", "things.n is gone"),
        ("op.drop_index('ix_things_name')", "things lost index ix_things_name"),
        ("op.create_index('ux', 'things', ['kind'], unique=True)", "things refuses by unique ['kind']"),
        ("op.execute('UPDATE things SET n = 1')", "UPDATE things SET n = 1"),
        ("op.execute('DELETE FROM things')", "DELETE FROM things"),
        (
            "with op.batch_alter_table('things') as batch: batch.alter_column('name', nullable=False)",
            "things.name may be null no more",
        ),
        (
            "with op.batch_alter_table('things') as batch: batch.add_column(sa.Column('a', sa.Text, nullable=False))",
            "things.a must be given",
        ),
        (
            "with op.batch_alter_table('things') as batch: batch.alter_column('n', type_=sa.String(10))",
            "things.n was INTEGER, is VARCHAR(10)",
        ),
        (
            "with op.batch_alter_table('things') as batch: batch.create_check_constraint('c', sa.column('n') > 0)",
            "things refuses by check n > 0",
        ),
    ],
)
def test_what_breaks_running_code_is_found(judge: Judge, statement: str, said: str) -> None:
    assert f"2: {said}" in judge(statement)


def test_contraction_says_which_earlier_migration_it_ends(judge: Judge) -> None:
    assert judge("op.execute('ALTER TABLE things DROP COLUMN n')", says="contracts = '1'") == []


@pytest.mark.parametrize("contracts", ["2", "9"])
def test_contraction_of_no_earlier_migration_is_found(judge: Judge, contracts: str) -> None:
    found = judge("op.execute('ALTER TABLE things DROP COLUMN n')", says=f"contracts = {contracts!r}")
    assert found == [f"2: contracts {contracts!r}, which is no earlier migration"]


def test_declared_contraction_that_takes_nothing_away_is_found(judge: Judge) -> None:
    assert judge("op.add_column('things', sa.Column('a', sa.Text))", says="contracts = '1'") == ["2: contracts nothing"]
