"""Every table, in one place, so that migrations can be checked against it.

Times are epoch milliseconds (UTC) in BIGINT: one representation on SQLite and PostgreSQL, ordered, free of time zones.
Columns named `*_enc` hold AES-256-GCM under the person's data key (associated data: table, column, row id), or under
the system key where a row belongs to nobody yet. Nothing a person said or is called stands in any other column.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = sa.String(32)
Instant = sa.BigInteger


def _id() -> sa.Column[str]:
    return sa.Column("id", Id, primary_key=True)


def _to(column: str, *, nullable: bool = False, index: bool = False) -> sa.Column[str]:
    name, target = column.split("->")
    return sa.Column(name, Id, sa.ForeignKey(target), nullable=nullable, index=index)


#: One row only: proves that the master key given at start is the one the data was written with.
key_check = sa.Table(
    "key_check",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("master_id", sa.String(32), nullable=False),
    sa.Column("check_enc", sa.LargeBinary, nullable=False),
)

#: A person and their data key. Erasing sets `wrapped_key` to NULL: everything sealed with it is gone.
people = sa.Table(
    "people",
    metadata,
    _id(),
    sa.Column("wrapped_key", sa.LargeBinary),
    sa.Column("master_id", sa.String(32), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("erased_at", Instant),
)

conversations = sa.Table(
    "conversations",
    metadata,
    _id(),
    _to("person_id->people.id", index=True),
    sa.Column("flow", sa.String(64), nullable=False),
    sa.Column("revision", sa.String(64), nullable=False),
    sa.Column("jurisdiction", sa.String(32)),  # hint from link, later by place
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("state_enc", sa.LargeBinary, nullable=False),
    sa.Column("turn_count", sa.Integer, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, index=True),  # set until the first consent, and by retention rules
    # Every turn writes the row anew. Room for that in its page, in percent not filled at first.
    postgresql_with={"fillfactor": 70},
)

#: Where a conversation is spoken: several chats may lead to one (Telegram and, by one-time link, the web chat).
chats = sa.Table(
    "chats",
    metadata,
    sa.Column("channel", sa.String(16), primary_key=True),
    sa.Column("chat_hash", sa.String(64), primary_key=True),  # keyed hash of the channel's address
    _to("conversation_id->conversations.id", index=True),
    sa.Column("address_enc", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("keyboards", sa.Text),  # JSON, `flows.protocol.Keyboards`: message numbers and a step id, no values
)

#: One row per accepted event: de-duplication, the transcript, and the event log (ids and times only).
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("channel", sa.String(16), primary_key=True),
    sa.Column("event_hash", sa.String(64), primary_key=True),  # keyed hash of the channel's event id
    sa.Column("conversation_id", Id, index=False),  # NULL once erased; no FK: the tombstone outlives the conversation
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("content_enc", sa.LargeBinary),  # what was said and what was answered (events, not rendered text)
    sa.Column("log", sa.Text, nullable=False),  # JSON: event types and step ids, no values
    sa.Index("ix_turns_conversation_id_seq", "conversation_id", "seq"),
)

#: Every flow ever published, immutable. A number is never given twice; a rollback publishes the old content anew.
flow_revisions = sa.Table(
    "flow_revisions",
    metadata,
    sa.Column("flow", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("revision", sa.String(64), nullable=False),  # content hash: flow and texts
    sa.Column("files", sa.LargeBinary, nullable=False),  # zip of the package, without its media
    sa.Column("author", sa.String(200), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("shipped", sa.Boolean, nullable=False),  # came with the product
    sa.Column("published_at", Instant, nullable=False),
    sa.Index("ix_flow_revisions_flow_revision", "flow", "revision"),
)

#: Pictures and recordings of all revisions, each once, by the SHA-256 of their bytes.
media = sa.Table(
    "media",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("type", sa.String(32), nullable=False),  # media type, told from the bytes
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

#: Which of them a revision shows, under which name. They are not in its zip.
flow_media = sa.Table(
    "flow_media",
    metadata,
    sa.Column("flow", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("hash", sa.String(64), sa.ForeignKey("media.hash"), nullable=False),
)

#: What coordinators have recorded for the questions of their jurisdiction, and all that happened to it: lines are only
#: added. The newest of a step and language counts; the highest `id` tells every process that something is new.
recordings = sa.Table(
    "recordings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # counts from 1
    sa.Column("jurisdiction", sa.String(32), nullable=False),
    sa.Column("flow", sa.String(64), nullable=False),
    sa.Column("step", sa.String(64), nullable=False),
    sa.Column("lang", sa.String(16), nullable=False),
    sa.Column("action", sa.String(16), nullable=False),  # added | restored | removed | erased
    sa.Column("hash", sa.String(64), sa.ForeignKey("media.hash"), index=True),  # NULL: none, or erased since
    sa.Column("seconds", sa.Float),
    sa.Column("words", sa.String(64)),  # SHA-256 of the words it speaks
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),  # staff id
    sa.Index("ix_recordings_jurisdiction_flow_lang", "jurisdiction", "flow", "lang"),
)

#: What a conversation is moved to at its next turn.
flow_heads = sa.Table(
    "flow_heads",
    metadata,
    sa.Column("flow", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("changed", Instant, nullable=False),  # differs after every publishing: processes compare it at each turn
)

#: Who published which revision, when. Written with the revision; nothing here is ever changed.
flow_history = sa.Table(
    "flow_history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("flow", sa.String(64), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("actor", sa.String(200), nullable=False),  # login or name given by whoever published
    sa.Column("action", sa.String(32), nullable=False),  # shipped | published | rolled_back
    sa.Column("detail", sa.Text, nullable=False),  # JSON, numbers and codes
)

consents = sa.Table(
    "consents",
    metadata,
    _id(),
    _to("person_id->people.id", index=True),
    _to("conversation_id->conversations.id", nullable=True, index=True),  # NULL once erased
    sa.Column("purpose", sa.String(64), nullable=False),
    sa.Column("granted", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("lang", sa.String(16), nullable=False),
    sa.Column("text_hash", sa.String(64), nullable=False),  # SHA-256 of the wording as shown
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
)

handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    _to("conversation_id->conversations.id", index=True),
    sa.Column("from_channel", sa.String(16), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_at", Instant),
)

parked = sa.Table(
    "parked",
    metadata,
    sa.Column("channel", sa.String(16), primary_key=True),
    sa.Column("event_hash", sa.String(64), primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("error", sa.String(200), nullable=False),
    sa.Column("raw_enc", sa.LargeBinary, nullable=False),  # system key
)

# --- the municipality's side -----------------------------------------------------------------------------------------

teams = sa.Table(
    "teams",
    metadata,
    _id(),  # stable key, e.g. kreis-unna.nordkreis
    sa.Column("jurisdiction", sa.String(32), nullable=False, index=True),
    sa.Column("region", sa.String(32), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
)

staff = sa.Table(
    "staff",
    metadata,
    _id(),
    sa.Column("login", sa.String(100), nullable=False, unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("password_hash", sa.String(200), nullable=False),
    sa.Column("role", sa.String(32), nullable=False),  # case_manager | coordinator | supervisor
    sa.Column("jurisdiction", sa.String(32), nullable=False, index=True),
    _to("team_id->teams.id", nullable=True, index=True),
    sa.Column("fte", sa.Float, nullable=False),  # full-time equivalent of the post: weight in assignment
    sa.Column("capacity", sa.Integer, nullable=False),  # open cases at 1.0 fte
    sa.Column("locale", sa.String(8), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

staff_sessions = sa.Table(
    "staff_sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    _to("staff_id->staff.id", index=True),
    sa.Column("csrf_hash", sa.String(64), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

login_attempts = sa.Table(
    "login_attempts",
    metadata,
    _id(),
    sa.Column("login_hash", sa.String(64), nullable=False),
    sa.Column("source_hash", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("ok", sa.Boolean, nullable=False),
    sa.Index("ix_login_attempts_login_hash_at", "login_hash", "at"),
    sa.Index("ix_login_attempts_source_hash_at", "source_hash", "at"),
)

cases = sa.Table(
    "cases",
    metadata,
    _id(),
    sa.Column("receipt", sa.String(32), nullable=False, unique=True),
    _to("person_id->people.id", index=True),
    sa.Column("conversation_id", Id, nullable=False, unique=True),
    sa.Column("jurisdiction", sa.String(32), index=True),  # NULL: outside all of ours, triage of the platform
    sa.Column("ags", sa.String(8)),
    sa.Column("region", sa.String(32)),
    _to("team_id->teams.id", nullable=True, index=True),
    _to("owner_id->staff.id", nullable=True, index=True),
    sa.Column("state", sa.String(16), nullable=False),  # kept | triage | new | open | closed | erased
    sa.Column("partial", sa.Boolean, nullable=False),  # opened before the end (emergency, wants a human)
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("wants_human", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # JSON: why this desk (codes and keys, no answers)
    sa.Column("lang", sa.String(16), nullable=False),
    sa.Column("flow", sa.String(64), nullable=False),
    sa.Column("revision", sa.String(64), nullable=False),
    sa.Column("name_enc", sa.LargeBinary),  # how the person wants to be called
    sa.Column("answers_enc", sa.LargeBinary),  # JSON of answers submitted
    sa.Column("version", sa.Integer, nullable=False),  # optimistic lock for staff edits
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("move_jurisdiction", sa.String(32), index=True),  # where the person has moved to, until it is accepted
    sa.Column("move_ags", sa.String(8)),
    sa.Column("move_region", sa.String(32)),
    sa.Column("move_team_id", Id),  # no FK: SQLite adds none to a table that is there
    sa.Column("former_owner_id", Id, index=True),  # who had it before it moved
    sa.Column("moved_at", Instant),
    sa.Index("ix_cases_jurisdiction_state_created_at", "jurisdiction", "state", "created_at"),
)

#: Who did what to a case, when. Codes and ids only.
case_history = sa.Table(
    "case_history",
    metadata,
    _id(),
    _to("case_id->cases.id", index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),  # staff id, "person" or "system"
    sa.Column("action", sa.String(32), nullable=False),  # opened | updated | taken_over | message_sent | viewed | …
    sa.Column("detail", sa.Text, nullable=False),  # JSON, ids and codes
)

#: What the rules suggest for a case, from the answers it has now, and what a case manager made of it.
screenings = sa.Table(
    "screenings",
    metadata,
    sa.Column("case_id", Id, sa.ForeignKey("cases.id"), primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("content_enc", sa.LargeBinary, nullable=False),  # JSON: the report of flows.rules.report, for staff
    sa.Column("state", sa.String(16), nullable=False),  # suggested | confirmed | changed
    sa.Column("decided_by", Id),
    sa.Column("decided_at", Instant),
    sa.Column("decision_enc", sa.LargeBinary),  # JSON: decisions, see backend.domain.assessment, the latest last
    sa.Column("facts_enc", sa.LargeBinary),  # JSON: facts of the rules that only the desk knows
)

#: The offers directory. `content` is the whole entry; the columns beside it are for queries. Nobody's data.
offers = sa.Table(
    "offers",
    metadata,
    sa.Column("id", sa.String(60), primary_key=True),  # given by whoever keeps the entry; rules name it (`offer:<id>`)
    sa.Column("jurisdiction", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # draft | approved | withdrawn
    sa.Column("checked_on", sa.String(10), nullable=False),  # YYYY-MM-DD
    sa.Column("content", sa.Text, nullable=False),  # JSON: backend.domain.offers.as_plain
    sa.Column("version", sa.Integer, nullable=False),  # optimistic lock for staff edits
    sa.Column("updated_at", Instant, nullable=False),
    sa.Index("ix_offers_jurisdiction_state", "jurisdiction", "state"),
)

#: Who did what to an offer, when. Written with the change.
offer_history = sa.Table(
    "offer_history",
    metadata,
    _id(),
    sa.Column("offer_id", sa.String(60), sa.ForeignKey("offers.id"), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),  # staff id, or "import"
    sa.Column(
        "action", sa.String(32), nullable=False
    ),  # added | changed | approved | withdrawn | draft | checked | restored
    sa.Column("content", sa.Text),  # the whole entry after it; None for what happened before it was kept
)

#: Short messages between the desk and the person.
case_messages = sa.Table(
    "case_messages",
    metadata,
    _id(),
    _to("case_id->cases.id", index=True),
    sa.Column("direction", sa.String(8), nullable=False),  # out: to the person | in: from the person
    sa.Column("author_id", Id),
    sa.Column("at", Instant, nullable=False),
    sa.Column("body_enc", sa.LargeBinary, nullable=False),
)

#: What must reach a person outside a turn. Written with the change that causes it; sent by the worker.
deliveries = sa.Table(
    "deliveries",
    metadata,
    _id(),
    _to("conversation_id->conversations.id", index=True),
    sa.Column("person_id", Id, nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("chat_hash", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),  # staff | handback | reminder
    sa.Column("content_enc", sa.LargeBinary),  # events to render (person's key)
    sa.Column("status", sa.String(16), nullable=False, index=True),  # delivering.STATUSES
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", Instant, nullable=False),  # not before; moves on with every attempt
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("sent_at", Instant),
)
