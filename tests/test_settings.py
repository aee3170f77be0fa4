"""Everything that is wrong is told when a program starts, each in a sentence of its own, all of them at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from muniment.settings import Settings, WrongSettingsError, read_settings

NEEDS_BUCKET = {"storage_url": "s3://evidence/room"}

WRONG: list[tuple[dict[str, str], str]] = [
    ({"home": "~nobody-of-this-name/room"}, "HOME names the home folder of a user who does not exist."),
    ({"home": "/dev/null"}, "HOME must name a folder, and there is something else."),
    ({"home": ""}, "HOME must name a folder."),
    ({"database_url": "nonsense"}, "DATABASE_URL is not a URL such as postgresql://user:password@host/name."),
    ({"database_url": "postgresql://u:p@host:port/n"}, "DATABASE_URL is not a URL such as"),
    ({"database_url": "mysql://u:p@host/n"}, "DATABASE_URL must begin with postgresql:// or sqlite:///."),
    ({"database_url": "sqlite://"}, "DATABASE_URL must name a file, as sqlite:////folder/name."),
    ({"storage_url": "gs://bucket"}, "STORAGE_URL must look like s3://bucket or s3://bucket/prefix."),
    ({"storage_url": "s3://Bucket_"}, "STORAGE_URL must look like"),
    ({"storage_url": "s3://[x"}, "STORAGE_URL must look like"),
    ({"public_url": "ftp://evidence.example.com"}, "PUBLIC_URL must be an address such as https://"),
    ({"public_url": "evidence.example.com"}, "PUBLIC_URL must be an address such as https://"),
    ({"public_url": "https://"}, "PUBLIC_URL must be an address such as https://"),
    ({"public_url": "https://a b"}, "PUBLIC_URL must be an address such as https://"),
    ({"public_url": "https://host:99999"}, "PUBLIC_URL must be an address such as https://"),
    ({"public_url": "https://host/?a=b"}, "PUBLIC_URL must be an address without user, query and fragment."),
    ({"public_url": "https://me:secret@host"}, "PUBLIC_URL must be an address without user, query and fragment."),
    ({"root_path": "evidence"}, "ROOT_PATH must be a path such as /evidence, without a slash at its end."),
    ({"root_path": "/evidence/"}, "ROOT_PATH must be a path such as /evidence, without a slash at its end."),
    ({"root_path": "/"}, "ROOT_PATH must be a path such as /evidence, without a slash at its end."),
    ({"root_path": "/room", "public_url": "https://host/other"}, "PUBLIC_URL must end in MUNIMENT_ROOT_PATH"),
    ({**NEEDS_BUCKET, "s3_endpoint_url": "s3.example.com"}, "S3_ENDPOINT_URL must be an address such as"),
    ({**NEEDS_BUCKET, "s3_public_endpoint_url": "file:///x"}, "S3_PUBLIC_ENDPOINT_URL must be an address such as"),
    ({**NEEDS_BUCKET, "s3_region": "eu central"}, "S3_REGION must be a region's name"),
    ({"s3_endpoint_url": "http://host"}, "S3_ENDPOINT_URL is set, but MUNIMENT_STORAGE_URL does not name a bucket"),
    ({"s3_sse": "AES256"}, "S3_SSE is set, but MUNIMENT_STORAGE_URL does not name a bucket"),
    (
        {**NEEDS_BUCKET, "s3_sse": "AES256", "s3_sse_kms_key_id": "k"},
        "S3_SSE_KMS_KEY_ID needs MUNIMENT_S3_SSE=aws:kms.",
    ),
    ({"cors_origins": "*"}, "CORS_ORIGINS must be origins as browsers say them"),
    ({"cors_origins": "https://portal.example.com/"}, "CORS_ORIGINS must be origins as browsers say them"),
    ({"cors_origins": "https://portal.example.com:443"}, "CORS_ORIGINS must be origins as browsers say them"),
    ({"cors_origins": "https://a.example.com, null"}, "CORS_ORIGINS must be origins as browsers say them"),
    ({"trusted_proxies": "localhost"}, "TRUSTED_PROXIES must be addresses or networks separated by commas"),
    ({"trusted_proxies": "10.0.0.0/33"}, "TRUSTED_PROXIES must be addresses or networks separated by commas"),
    ({"trusted_proxies": "::1, 10.0.0.7/8"}, "TRUSTED_PROXIES names 10.0.0.7/8, which is no network: 10.0.0.0/8 is"),
    ({"metrics_token": "quite a long token"}, "METRICS_TOKEN must be of printable ASCII characters without spaces."),
    (
        {"validity_months": '{"soc3_auditor_raport": 12}'},
        "at 'soc3_auditor_raport': there is no such document type; did",
    ),
    ({"oidc_issuer": "http://login.example.com", "oidc_client_id": "m"}, "OIDC_ISSUER must begin with https://."),
    ({"oidc_issuer": "login.example.com", "oidc_client_id": "m"}, "OIDC_ISSUER must be an address such as"),
    ({"oidc_issuer": "https://login.example.com"}, "OIDC_ISSUER needs MUNIMENT_OIDC_CLIENT_ID."),
    ({"oidc_client_id": "m"}, "OIDC_CLIENT_ID needs MUNIMENT_OIDC_ISSUER."),
    ({"oidc_scopes": "email"}, "OIDC_SCOPES must hold the scope openid."),
    ({"oidc_roles": "admin"}, "OIDC_ROLES must be a JSON object of names and roles"),
    ({"oidc_roles": '{"staff": "owner"}'}, "OIDC_ROLES at 'staff' must be one of 'admin', 'analyst' or 'auditor'."),
    ({"validity_months": '{"nda": 0}'}, "VALIDITY_MONTHS at 'nda' must be at least 1."),
    ({"validity_months": '{"nda": 1201}'}, "VALIDITY_MONTHS at 'nda' must be at most 1200."),
    ({"validity_months": '{"nda": true}'}, "VALIDITY_MONTHS at 'nda' must be a whole number."),
    ({"validity_months": '{"nda": 1.5}'}, "VALIDITY_MONTHS at 'nda' must be a whole number."),
    ({"validity_months": "true"}, "VALIDITY_MONTHS must be a JSON object of names and whole numbers"),
    ({"validity_months": '{"nda": 1, "nda": 2}'}, "VALIDITY_MONTHS names 'nda' twice."),
    ({"validity_months": "{"}, "VALIDITY_MONTHS must be a JSON object of names and whole numbers"),
    ({"validity_months": "[" * 100_000}, "VALIDITY_MONTHS must be a JSON object of names and whole numbers"),
    ({"validity_months": "null"}, "VALIDITY_MONTHS must be a JSON object of names and whole numbers"),
    ({"retention_months": '{"ndaa": 12}'}, "RETENTION_MONTHS at 'ndaa': there is no such document type; did you mean"),
    ({"retention_months": '{"nda": 0}'}, "RETENTION_MONTHS at 'nda' must be at least 1."),
    ({"retention_months": "12"}, "RETENTION_MONTHS must be a JSON object of names and whole numbers"),
    ({"clamd_url": "localhost:3310"}, "CLAMD_URL must be tcp://host:port or unix:///folder/socket."),
    ({"clamd_url": "unix://socket"}, "CLAMD_URL must be tcp://host:port or unix:///folder/socket."),
    ({"clamd_url": "tcp://host:port"}, "CLAMD_URL must be tcp://host:port or unix:///folder/socket."),
    ({"clamd_fails": "maybe"}, "CLAMD_FAILS must be one of"),
    ({"poll_seconds": "inf"}, "POLL_SECONDS must be a finite number."),
    ({"lease_seconds": "nan"}, "LEASE_SECONDS must be"),
    ({"lease_seconds": "1e300"}, "LEASE_SECONDS must be at most"),
    ({"max_file_bytes": str(2**70)}, "MAX_FILE_BYTES must be at most"),
    ({"retry_base_seconds": "60", "retry_max_seconds": "30"}, "RETRY_BASE_SECONDS must be at most MUNIMENT_RETRY_MAX"),
    ({"sandbox_file_bytes": str(2**30)}, "SANDBOX_FILE_BYTES must be at most MUNIMENT_SANDBOX_SCRATCH_BYTES."),
]


@pytest.fixture(autouse=True)
def no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MUNIMENT_")]:
        monkeypatch.delenv(name)


def types() -> frozenset[str]:
    return frozenset({"soc3_auditor_report", "nda"})


def told(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> list[str]:
    for name, value in given.items():
        monkeypatch.setenv(f"MUNIMENT_{name.upper()}", value)
    with pytest.raises(WrongSettingsError) as refused:
        read_settings(document_types=types)
    return str(refused.value).splitlines()


@pytest.mark.parametrize(("given", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_each_setting_has_a_rule_and_a_sentence(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    sentences = told(monkeypatch, given)
    assert len(sentences) == 1
    assert sentences[0].startswith("MUNIMENT_")
    assert said in sentences[0]
    assert "secret" not in sentences[0]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = told(
        monkeypatch,
        {
            "validity_months": "oops",
            "database_threads": "1",
            "public_url": "ftp://x",
            "poll_seconds": "soon",
            "s3_sse": "AES256",
            "trusted_proxies": "everybody",
        },
    )
    assert [sentence.split()[0] for sentence in sentences] == [
        "MUNIMENT_PUBLIC_URL",
        "MUNIMENT_TRUSTED_PROXIES",
        "MUNIMENT_DATABASE_THREADS",
        "MUNIMENT_POLL_SECONDS",
        "MUNIMENT_VALIDITY_MONTHS",
        "MUNIMENT_S3_SSE",
    ]


RIGHT: list[dict[str, str]] = [
    {"public_url": "https://evidence.example.com/room/", "root_path": "/room"},
    {"public_url": "https://evidence.example.com/room", "trusted_proxies": "10.0.0.0/8, ::1,192.0.2.7"},
    {"clamd_url": "tcp://[::1]:3310"},
    {"clamd_url": "unix:///run/clamav/clamd.ctl", "clamd_fails": "open"},
    {"trusted_proxies": "*", "database_url": "postgresql+psycopg://u:p@/name?host=/run/postgresql"},
    {"database_url": "sqlite:////var/lib/room.sqlite3", "validity_months": '{"nda": 12}', "poll_seconds": "0.5"},
    {**NEEDS_BUCKET, "s3_endpoint_url": "http://[::1]:9000", "s3_sse": "aws:kms", "s3_sse_kms_key_id": "key"},
]


@pytest.mark.parametrize("given", RIGHT)
def test_what_is_right_is_taken(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"MUNIMENT_{name.upper()}", value)
    assert read_settings(document_types=types).validity_months == ({"nda": 12} if "validity_months" in given else {})


def test_the_defaults_are_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MUNIMENT_HOME", str(tmp_path))
    assert read_settings(document_types=types) == Settings(home=tmp_path)
