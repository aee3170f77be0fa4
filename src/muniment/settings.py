"""Every knob, once: its unit in its name, its default, one sentence. The only reader of the environment.

Each setting is read from `MUNIMENT_<NAME>` in upper case; `docs/settings.md` is generated from this module.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from muniment import settings_rules
from muniment.limits import KIBIBYTE, MAX_LINKS, MEBIBYTE, Limits, OcrLimits, SandboxLimits

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "MUNIMENT_"

_NOT_SETTINGS = (
    "MUNIMENT_TEST_",
    "MUNIMENT_TORTURE",
    "MUNIMENT_BENCH",
    "MUNIMENT_API_KEY",
    "MUNIMENT_BASE_URL",
    "MUNIMENT_PROFILE",
)
"""Beginnings of variables that tests and benchmarks read, and clients; not the installation."""


def _limit(limits: type[Limits | SandboxLimits | OcrLimits], name: str) -> Any:
    """The setting of a bound that `limits.py` describes."""
    bound = limits.__dataclass_fields__[name]
    return Field(bound.default, **bound.metadata)


_BY_TYPE = frozenset({"validity_months", "retention_months"})
"""Settings whose keys are document types."""

_Months = Annotated[int, Field(ge=1, le=1200, strict=True)]


class Settings(BaseSettings):
    """The settings of one process. Immutable after start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", allow_inf_nan=False)

    # Where things are
    home: Path = Field(
        Path("~/.muniment"), description="Home folder: database, stored files, secret of the embedded default."
    )
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL URL (postgresql://user:password@host/name); unset: SQLite in the home folder."
    )
    storage_url: str | None = Field(
        None, description="Where bytes are kept: s3://bucket/prefix; unset: local disk in the home folder."
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="Secret under which download links are signed; unset: made in the home folder on first start. "
        "Several `serve` over local storage must share one.",
    )
    public_url: str | None = Field(
        None, description="Base of download links (https://evidence.example.com); unset: the address the caller used."
    )

    root_path: str = Field(
        "",
        description="Prefix that a proxy takes off the path before it passes a request on (/evidence); part of links, "
        "of /docs and of the OpenAPI document.",
    )

    orphan_seconds: int = Field(
        3600,
        ge=300,
        description="Age from which stored bytes without a row are orphans; above any transaction's length, since a "
        "commit whose connection broke may still arrive.",
    )

    # S3, when the storage URL names a bucket; credentials come from where AWS clients look for them
    s3_endpoint_url: str | None = Field(None, description="S3 endpoint other than Amazon's (https://s3.example.com).")
    s3_public_endpoint_url: str | None = Field(
        None, description="Endpoint that download links name, when callers reach the storage under another one."
    )
    s3_region: str = Field("us-east-1", description="Region of the bucket.")
    s3_addressing_style: Literal["auto", "path", "virtual"] = Field(
        "auto", description="Where the bucket's name stands: path or host name; many S3 servers need path."
    )
    s3_sse: Literal["AES256", "aws:kms"] | None = Field(
        None, description="Server-side encryption asked for with every object; unset: what the bucket does by itself."
    )
    s3_sse_kms_key_id: str | None = Field(None, description="KMS key, with aws:kms; unset: the account's own for S3.")

    cors_origins: str = Field(
        "",
        description="Origins, separated by commas, whose pages may call /v1 in a browser with a key or a token "
        "(https://portal.example.com); none unless named. Cookies never count for them.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks, separated by commas, whose X-Forwarded-For and X-Forwarded-Proto are "
        "believed; none unless named. The client is the right-most address in there that is not among them; with * it "
        "is the left-most, which anybody can write, so allowlists need a proxy that overwrites the header.",
    )

    # People (docs/people.md)
    session_idle_seconds: int = Field(
        28_800, ge=300, le=31_536_000, description="Longest time that a person's session may go unused."
    )
    session_seconds: int = Field(
        604_800, ge=300, le=31_536_000, description="Longest time that a person's session lasts."
    )
    one_time_code_seconds: int = Field(
        86_400, ge=60, le=2_592_000, description="How long a code that sets a user's password is good."
    )
    password_memory_bytes: int = Field(
        64 * MEBIBYTE, ge=8 * MEBIBYTE, le=KIBIBYTE * MEBIBYTE, description="Memory that hashing one password takes."
    )
    password_passes: int = Field(3, ge=1, le=20, description="Passes over that memory.")
    password_threads: int = Field(
        2, ge=1, le=16, description="Passwords that one process hashes at once; others wait for their turn."
    )
    sign_in_seconds: int = Field(900, ge=60, le=86_400, description="Time within which tries to sign in are counted.")
    sign_in_tries: int = Field(10, ge=1, description="Tries in that time with one account that may fail.")
    sign_in_tries_per_address: int = Field(
        100, ge=1, description="The same from one address, or one IPv6 network of 64 bits."
    )

    oidc_issuer: str | None = Field(
        None, description="Issuer of an OpenID Connect provider at which people sign in; unset: none."
    )
    oidc_client_id: str | None = Field(None, min_length=1, description="What this server is called at the provider.")
    oidc_client_secret: SecretStr | None = Field(
        None, min_length=1, description="Its secret there; unset for a public client."
    )
    oidc_scopes: str = Field("openid email profile", description="Scopes that the provider is asked for.")
    oidc_role_claim: str | None = Field(
        None, min_length=1, description="Claim that says the role, at each sign-in; unset: roles are given here."
    )
    oidc_roles: Annotated[
        dict[str, Literal["admin", "analyst", "auditor"]], NoDecode, BeforeValidator(settings_rules.from_json)
    ] = Field(
        default_factory=dict,
        description="What its values mean, as a JSON object of value: role; empty: they are the roles themselves.",
    )
    oidc_new_users: bool = Field(False, description="Whether who is not a user yet becomes one by signing in there.")
    oidc_organisation: str | None = Field(
        None, min_length=1, description="Organisation of users who are made so; unset: the only one there is."
    )
    oidc_link_by_email: bool = Field(
        False, description="Whether a user is found by the email address that the provider has verified."
    )
    oidc_skew_seconds: int = Field(60, ge=0, le=300, description="How far the provider's clock may be off.")

    # Webhooks (docs/webhooks.md)
    sealing_keys: SecretStr | None = Field(
        None,
        description="Keys under which webhooks' secrets are kept, separated by commas, the one in use first (`muniment "
        "webhooks new-key` makes one); unset: one derived from MUNIMENT_SECRET_KEY, or the home folder's secret.",
    )
    webhook_private_networks: str = Field(
        "",
        description="Private addresses or networks, separated by commas, to which webhooks may point; none unless "
        "named.",
    )
    webhook_http: bool = Field(
        False,
        description="Whether webhooks may use plain HTTP to addresses in MUNIMENT_WEBHOOK_PRIVATE_NETWORKS.",
    )

    webhook_seconds: float = Field(
        10,
        gt=0,
        le=60,
        description="Longest time of one message to a webhook's receiver, its name's resolving included.",
    )

    # Receiving
    max_file_bytes: int = Field(100 * MEBIBYTE, ge=1, description="Largest file accepted; one byte more is refused.")
    max_form_overhead_bytes: int = Field(
        MEBIBYTE,
        ge=KIBIBYTE,
        description="What an upload's body may hold beside the file: boundaries, headers, text fields.",
    )
    max_text_field_bytes: int = Field(64 * KIBIBYTE, ge=256, description="Largest text field of an upload.")
    max_form_parts: int = Field(1000, ge=3, description="Most parts in one upload.")
    max_json_bytes: int = Field(MEBIBYTE, ge=KIBIBYTE, description="Largest JSON body.")
    receive_batch_bytes: int = Field(
        512 * KIBIBYTE,
        ge=64 * KIBIBYTE,
        description="File bytes gathered before one write; an upload in flight takes about three times this memory.",
    )
    receive_timeout_seconds: float = Field(30, gt=0, description="Longest silence of a client inside a request body.")
    min_receive_bytes_per_second: int = Field(
        1024,
        ge=0,
        description="Least rate of a request's body, over all the time its client was waited for but the first "
        "MUNIMENT_RECEIVE_TIMEOUT_SECONDS; 0 for any.",
    )
    send_timeout_seconds: float = Field(
        60,
        gt=0,
        description="Longest time a client may take next to nothing of an answer (less than 64 KiB of what is left) "
        "before its connection is cut.",
    )
    linger_seconds: float = Field(
        10, ge=0, description="How long a refused upload is still read so that its client gets to see the answer."
    )
    linger_bytes: int = Field(128 * MEBIBYTE, ge=0, description="How many bytes of a refused upload are still read.")
    max_lingering: int = Field(64, ge=0, description="How many refused uploads are read at once; further ones are cut.")
    header_timeout_seconds: float = Field(
        20, gt=0, description="Longest time until a connection's first request is complete in its head."
    )
    max_connections: int = Field(
        4096, ge=1, description="Connections open at once; a further one is answered 503 and closed."
    )
    max_connections_per_address: int = Field(
        1024,
        ge=0,
        description="The same of one address, or one IPv6 network of 64 bits; 0 for any number. Those of "
        "MUNIMENT_TRUSTED_PROXIES have no such limit.",
    )
    keep_alive_seconds: int = Field(75, ge=1, description="How long an idle connection is kept open.")
    shutdown_seconds: int = Field(
        30, ge=1, description="How long requests and jobs under way may take to finish after SIGTERM."
    )

    # Uploads in several requests (docs/resumable-uploads.md)
    upload_seconds: int = Field(
        86_400, ge=60, le=2_592_000, description="How long an upload that nothing more comes of is kept."
    )
    upload_lease_seconds: int = Field(
        8,  # tus-js-client's own pauses are nine seconds together, then it gives up
        ge=1,
        le=3600,
        description="How long an upload counts as being sent when its request's server was killed.",
    )
    upload_piece_bytes: int = Field(
        8 * MEBIBYTE,
        ge=64 * KIBIBYTE,
        description="Bytes after which what arrived is kept while more comes; what a killed server loses of a request.",
    )
    max_upload_pieces: int = Field(10_000, ge=2, description="Most pieces of one upload; each request makes one.")
    max_open_uploads: int = Field(100, ge=1, description="Unfinished uploads of an organisation.")
    max_open_upload_bytes: int = Field(
        10 * KIBIBYTE * MEBIBYTE, ge=1, description="Bytes that those may have together once they are whole."
    )

    # Archives that become a document for each member (docs/archives.md)
    expand_max_members: int = Field(
        200, ge=1, le=1000, description="Most members of a zip file that is uploaded with expand=true."
    )
    expand_max_bytes: int = Field(
        500 * MEBIBYTE,
        ge=MEBIBYTE,
        description="Unpacked bytes of all of them, counted as they are unpacked; more is refused, and so is what "
        "MUNIMENT_READING_MAX_RATIO refuses.",
    )

    # Links and keys
    max_links: int = Field(
        MAX_LINKS,
        ge=1,
        le=1000,
        description="Most services, assessments or supporting documents that one request names; more are refused.",
    )
    download_seconds: int = Field(3600, ge=1, description="How long a download link works.")
    idempotency_seconds: int = Field(86400, ge=60, description="How long an Idempotency-Key is remembered.")
    idempotency_lease_seconds: int = Field(
        60,
        ge=1,
        description="How long a strict Idempotency-Key counts as under way when its request's server was killed.",
    )
    rate_limit_requests: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="Requests that a key, an OAuth client or a person may make in MUNIMENT_RATE_LIMIT_SECONDS; 0 for "
        "any number.",
    )
    rate_limit_seconds: int = Field(60, ge=1, le=86_400, description="Time in which so many requests may be made.")

    # Database
    database_threads: int = Field(
        8, ge=2, le=64, description="Threads, and connections for reading, that serve queries."
    )

    database_statement_seconds: float = Field(
        60,
        ge=0,
        le=2_000_000,
        description="PostgreSQL: longest time of one statement; 0 for no limit. Migrations have none.",
    )
    database_lock_seconds: float = Field(
        30, ge=0, le=2_000_000, description="PostgreSQL: longest wait for a lock; 0 for no limit. Migrations have none."
    )
    search_seconds: float = Field(
        10,
        gt=0,
        le=3600,
        description="Longest time of a search by words, GET /v1/search or `q` on a list; then it is ended and refused.",
    )
    max_csv_rows: int = Field(
        100_000, ge=1, description="Most rows of a file that Evidence downloads as CSV; its name says where it was cut."
    )

    # Watching it (docs/observing.md)
    log_format: Literal["text", "json"] = Field("text", description="Log lines as text or as JSON objects.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="From which level on to log.")
    access_log: bool = Field(True, description="Log a line for each request; never its query string.")
    audit_days: int = Field(0, ge=0, le=36_500, description="Days that audit records are kept; 0 keeps them for ever.")
    tracing: bool = Field(
        False, description="Make OpenTelemetry spans and send them as OTEL_… says; needs the extra `tracing`."
    )
    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Bearer token that GET /metrics then asks for; unset: only this machine may, and through no proxy.",
    )

    # Jobs
    worker_concurrency: int = Field(
        2, ge=0, le=64, description="Documents processed at once inside `serve`; 0 leaves them to `muniment worker`."
    )
    max_jobs_per_organisation: int = Field(
        0,
        ge=0,
        description="Jobs of one organisation and queue that run at once, over all workers; 0 for any number.",
    )
    reserved_slots: int = Field(
        1,
        ge=0,
        description="Slots of all workers together that no single organisation may fill while there are others; counts "
        "from two slots on, 0 for none.",
    )
    webhook_slots: int = Field(
        32,
        ge=1,
        le=256,
        description="Receivers of webhooks that one worker talks to at once, and as many whose last message failed.",
    )
    lease_seconds: float = Field(
        30, ge=1, description="How long a worker may stay silent before its job is given to another."
    )
    poll_seconds: float = Field(1, gt=0, description="How often a worker looks for jobs when nothing wakes it.")
    max_attempts: int = Field(
        5, ge=1, description="How often a job is tried before it is dead and its document failed."
    )
    retry_base_seconds: float = Field(
        2, gt=0, description="Pause before the second try; doubles with each further one, with jitter."
    )
    retry_max_seconds: float = Field(300, gt=0, description="Longest pause between two tries.")
    outage_base_seconds: float = Field(
        1,
        gt=0,
        description="Pause of a worker whose jobs miss what they need (store, disk, memory); doubles while they do, "
        "with jitter.",
    )
    outage_max_seconds: float = Field(60, gt=0, description="Longest such pause.")
    sweep_seconds: float = Field(
        3600, gt=0, description="How often bytes without a row, expired keys and slipped documents are looked for."
    )

    # Reading, inside the sandbox
    sandbox_memory_bytes: int = _limit(SandboxLimits, "memory_bytes")
    sandbox_cpu_seconds: int = _limit(SandboxLimits, "cpu_seconds")
    sandbox_wall_seconds: float = _limit(SandboxLimits, "wall_seconds")
    sandbox_file_bytes: int = _limit(SandboxLimits, "file_bytes")
    sandbox_scratch_bytes: int = _limit(SandboxLimits, "scratch_bytes")
    sandbox_open_files: int = _limit(SandboxLimits, "open_files")
    ocr: bool = Field(True, description="Recognise text in images and in PDF pages that have none.")
    ocr_memory_bytes: int = _limit(OcrLimits, "memory_bytes")
    ocr_page_seconds: float = _limit(OcrLimits, "page_seconds")
    ocr_document_seconds: float = Field(
        180,
        gt=0,
        description="Time of text recognition that one document may have; no further picture of it is begun then.",
    )
    classification_threshold: float = Field(
        0.6, ge=0, le=1, description="Confidence below which no type is named (curve: docs/classification.md)."
    )
    review_threshold: float = Field(
        0.8,
        ge=0,
        le=1,
        description="Confidence below which a type that was named wants a person (`GET /v1/review-queue`); counts for "
        "what is analysed from then on.",
    )

    validity_months: Annotated[dict[str, _Months], NoDecode, BeforeValidator(settings_rules.from_json)] = Field(
        default_factory=dict,
        description="Months that evidence of a type holds after its base date, as a JSON object of slug: months; "
        "overrides the defaults of docs/facts.md.",
    )

    # Pictures of pages (docs/web-app.md)
    picture_seconds: float = Field(
        10, gt=0, le=60, description="Processor time that drawing one page may take, and longest wait for its picture."
    )
    picture_slots: int = Field(2, ge=1, le=16, description="Pages that one process draws at once; others wait.")
    picture_cache_bytes: int = Field(
        512 * MEBIBYTE,
        ge=0,
        description="Pictures of pages kept in the home folder; those not asked for longest go first. 0 keeps none.",
    )

    # Malware (docs/malware.md)
    clamd_url: str | None = Field(
        None,
        description="Where clamd listens, tcp://host:3310 or unix:///run/clamav/clamd.ctl: files are scanned before "
        "they are read; unset: they are not.",
    )
    clamd_fails: Literal["closed", "open"] = Field(
        "closed",
        description="What is done while clamd is away: closed lets documents wait; open reads them with a warning.",
    )
    clamd_seconds: float = Field(
        180, gt=0, le=3600, description="Longest time of one scan, from the first byte to the verdict."
    )

    # How long archived documents are kept (docs/retention.md)
    retention_months: Annotated[dict[str, _Months], NoDecode, BeforeValidator(settings_rules.from_json)] = Field(
        default_factory=dict,
        description="Months after its archiving from which a document of a type, or of one below it, is purged, as a "
        "JSON object of slug: months; types that are not named are kept for ever.",
    )

    # How much of a document is read
    reading_max_pages: int = _limit(Limits, "max_pages")
    reading_max_ocr_pages: int = _limit(Limits, "max_ocr_pages")
    reading_max_ocr_pixels: int = _limit(Limits, "max_ocr_pixels")
    reading_max_ocr_picture_pixels: int = _limit(Limits, "max_ocr_picture_pixels")
    reading_max_image_pixels: int = _limit(Limits, "max_image_pixels")
    reading_max_image_frames: int = _limit(Limits, "max_image_frames")
    reading_max_characters: int = _limit(Limits, "max_characters")
    reading_max_sheet_cells: int = _limit(Limits, "max_sheet_cells")
    reading_max_package_bytes: int = _limit(Limits, "max_package_bytes")
    reading_max_package_parts: int = _limit(Limits, "max_package_parts")
    reading_max_archive_members: int = _limit(Limits, "max_archive_members")
    reading_max_archive_depth: int = _limit(Limits, "max_archive_depth")
    reading_max_member_bytes: int = _limit(Limits, "max_member_bytes")
    reading_max_unpacked_bytes: int = _limit(Limits, "max_unpacked_bytes")
    reading_max_ratio: int = _limit(Limits, "max_ratio")
    reading_ratio_floor_bytes: int = _limit(Limits, "ratio_floor_bytes")
    reading_max_text_bytes: int = _limit(Limits, "max_text_bytes")
    reading_max_rtf_bytes: int = _limit(Limits, "max_rtf_bytes")

    @property
    def longest_wait_seconds(self) -> float:
        """No job is due, or leased, for later than so many seconds from now."""
        return max(self.retry_max_seconds, self.lease_seconds)

    @property
    def home_folder(self) -> Path:
        """The home folder, absolute."""
        return self.home.expanduser().resolve()


class WrongSettingsError(ValueError):
    """Settings that cannot be. The message has a line for each, which names the variable and says what is allowed."""


def read_settings(*, document_types: Callable[[], Collection[str]], not_used: Collection[str] = ()) -> Settings:
    """The settings of the environment. `document_types`: every slug, asked for when a setting names some.
    `not_used`: settings that the command gets by other ways, which so contradict nothing. Raises
    WrongSettingsError with all that is wrong."""
    wrong: dict[str, list[str]] = {}
    settings = _settings_but(wrong)
    for name in Settings.model_fields:
        if name not in wrong and (said := _break_of_rules(name, getattr(settings, name), document_types)):
            wrong[name] = said
    sentences = [sentence for name in Settings.model_fields for sentence in wrong.get(name, ())]
    sentences += settings_rules.contradictions(settings, wrong={*wrong, *not_used})
    if sentences:
        raise WrongSettingsError("\n".join(sentences))
    return settings


def _settings_but(wrong: dict[str, list[str]]) -> Settings:
    """The settings, where the defaults stand for what is wrong; what more is found to be so is noted."""
    try:
        return Settings(**{name: Settings.model_fields[name].get_default(call_default_factory=True) for name in wrong})
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            said = wrong.setdefault(str(problem["loc"][0]), [])
            said += [sentence for sentence in [_sentence(problem)] if sentence not in said]
        return _settings_but(wrong)


def _break_of_rules(name: str, value: object, document_types: Callable[[], Collection[str]]) -> list[str]:
    """A sentence for each way in which a value of the right type cannot be."""
    said: list[str] = []
    if value is not None and name in settings_rules.RULES:
        said += [f"{problem}." for problem in [settings_rules.RULES[name](value)] if problem is not None]
    said += [f"{problem}." for problem in [settings_rules.check_numbers(value)] if problem is not None]
    if name in _BY_TYPE and isinstance(value, dict) and value:
        said += settings_rules.check_types(value, document_types())
    return [f"{_variable(name)} {problem}" for problem in said]


def unknown_variables(environment: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Variables that look like a setting and are none, in order, each with the nearest one that is."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    unknown = []
    for name in sorted(environment):
        upper = name.upper()
        if upper.startswith(PREFIX) and upper not in known and not upper.startswith(_NOT_SETTINGS):
            unknown.append((name, next(iter(difflib.get_close_matches(upper, known, n=1)), None)))
    return unknown


def _variable(name: object) -> str:
    return f"{PREFIX}{name}".upper()


_ALLOWED = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "repeated_name": "names {name} twice",
    "int_parsing_size": "must be a smaller whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "literal_error": "must be one of {expected}",
    "finite_number": "must be a finite number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must have at least {min_length} characters",
    "too_short": "must have at least {min_length} characters",
}
"""What a setting may be, by pydantic's name of what is wrong."""


def _sentence(problem: ErrorDetails) -> str:
    """Never the value: it may be a secret."""
    name, *inside = problem["loc"]
    if problem["type"] == "dict_type":
        return _json_sentence(str(name))
    allowed = _ALLOWED.get(problem["type"])
    said = allowed.format(**problem.get("ctx", {})) if allowed is not None else f"cannot be: {problem['msg']}"
    where = "".join(f" at {part!r}" for part in inside)
    return f"{_variable(name)}{where} {said}."


def _json_sentence(name: str) -> str:
    if name == "oidc_roles":
        return f'{_variable(name)} must be a JSON object of names and roles, as {{"evidence-admins": "admin"}}.'
    return f'{_variable(name)} must be a JSON object of names and whole numbers, as {{"soc3_auditor_report": 12}}.'
