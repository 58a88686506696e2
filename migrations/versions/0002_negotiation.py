"""The negotiation: circles in full, rounds, positions, brackets, statuses, silences, meetings, adoption."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


plans = sa.table("plans", sa.column("id", sa.Uuid()), sa.column("last_event", sa.Integer()))
events = sa.table(
    "events",
    sa.column("id", sa.Uuid()),
    sa.column("plan_id", sa.Uuid()),
    sa.column("circle_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("sequence", sa.Integer()),
)
circles = sa.table(
    "circles",
    sa.column("id", sa.Uuid()),
    sa.column("plan_id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("name", sa.String()),
    sa.column("bloc", sa.String()),
    sa.column("mandate", sa.String()),
    sa.column("chain_length", sa.Integer()),
    sa.column("chain_head", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
members = sa.table("circle_members", sa.column("circle_id", sa.Uuid()), sa.column("party_id", sa.Uuid()))
served = sa.table("circle_desks", sa.column("circle_id", sa.Uuid()), sa.column("desk_id", sa.Uuid()))


def _number_events() -> None:
    """Give each plan's events the order they happened in."""
    connection = op.get_bind()
    order = sa.select(events.c.id, events.c.plan_id).order_by(events.c.plan_id, events.c.at, events.c.number)
    last: dict[uuid.UUID, int] = {}
    for id, plan_id in connection.execute(order).all():
        last[plan_id] = last.get(plan_id, 0) + 1
        connection.execute(sa.update(events).where(events.c.id == id).values(sequence=last[plan_id]))
    for plan_id, number in last.items():
        connection.execute(sa.update(plans).where(plans.c.id == plan_id).values(last_event=number))


def _complete_circles() -> None:
    """Every named circle of before is a bloc; each delegation gets a circle with the co-chairs and the desk of all."""
    connection = op.get_bind()
    connection.execute(sa.update(circles).where(circles.c.kind == "named").values(bloc=circles.c.name))
    rows = connection.execute(sa.select(circles.c.id, circles.c.plan_id, circles.c.kind, circles.c.name)).all()
    everyone = {plan_id: id for id, plan_id, kind, _ in rows if kind == "all"}
    for id, plan_id, kind, name in rows:
        if kind != "own":
            continue
        made = uuid.uuid4()
        values = {"id": made, "plan_id": plan_id, "kind": "chairs", "name": name, "mandate": ""}
        empty = {"chain_length": 0, "chain_head": "0" * 64, "created_at": dt.datetime.now(dt.UTC)}
        connection.execute(sa.insert(circles).values(**values, **empty))
        for (party,) in connection.execute(sa.select(members.c.party_id).where(members.c.circle_id == id)).all():
            connection.execute(sa.insert(members).values(circle_id=made, party_id=party))
        desks = sa.select(served.c.desk_id).where(served.c.circle_id == everyone[plan_id])
        for (desk,) in connection.execute(desks).all():
            connection.execute(sa.insert(served).values(circle_id=made, desk_id=desk))


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "ad_refs",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_ad_refs_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_ad_refs_clause_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_ad_refs_ended_by_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_ad_refs_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_ad_refs_plan_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ad_refs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad_refs")),
    )
    with op.batch_alter_table("ad_refs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ad_refs_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ad_refs_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "consultations",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("ministry", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_consultations_circle_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_consultations_plan_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consultations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_consultations_token_sha256")),
    )
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultations_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultations_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_handovers_circle_id")),
        sa.ForeignKeyConstraint(["from_id"], ["users.id"], name=op.f("fk_handovers_from_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_handovers_plan_id")),
        sa.ForeignKeyConstraint(["to_id"], ["users.id"], name=op.f("fk_handovers_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "instructions",
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("instruction", sa.String(), nullable=False),
        sa.Column("fallback", sa.String(), nullable=False),
        sa.Column("red_line", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_instructions_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_instructions_clause_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_instructions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructions")),
    )
    with op.batch_alter_table("instructions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_instructions_circle_id_clause_id"), ["circle_id", "clause_id"], unique=False
        )

    op.create_table(
        "meetings",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_meetings_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_meetings_clause_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_meetings_opened_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_meetings_plan_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name="fk_meetings_revision_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_meetings_plan_id_number")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_circle_id"), ["circle_id"], unique=False)

    op.create_table(
        "packages",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dissolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_packages_circle_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_packages_made_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_packages_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
    )
    with op.batch_alter_table("packages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_packages_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_packages_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "reopenings",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_reopenings_clause_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_reopenings_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_reopenings_plan_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reopenings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopenings")),
    )
    with op.batch_alter_table("reopenings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reopenings_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reopenings_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "reservations",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_reservations_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_reservations_clause_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["users.id"], name=op.f("fk_reservations_lifted_by_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_reservations_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_reservations_plan_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reservations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
    )
    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reservations_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reservations_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reservations_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("takes", sa.JSON(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_rounds_circle_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_rounds_opened_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_rounds_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("circle_id", "number", name=op.f("uq_rounds_circle_id_number")),
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rounds_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_rounds_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "adoptions",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_adoptions_draft_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_adoptions_plan_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_adoptions_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_adoptions_plan_id")),
    )
    op.create_table(
        "attendances",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("persons", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_attendances_meeting_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_attendances_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendances_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "consulted_clauses",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_consulted_clauses_clause_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consulted_clauses_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "clause_id", name=op.f("pk_consulted_clauses")),
    )
    op.create_table(
        "corrigenda",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.String(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objected_by_id", sa.Uuid(), nullable=True),
        sa.Column("objection", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_corrigenda_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_corrigenda_clause_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_corrigenda_draft_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_corrigenda_made_by_id")),
        sa.ForeignKeyConstraint(["objected_by_id"], ["parties.id"], name=op.f("fk_corrigenda_objected_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_corrigenda_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrigenda")),
    )
    with op.batch_alter_table("corrigenda", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrigenda_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrigenda_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrigenda_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "endorsements",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_endorsements_draft_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_endorsements_plan_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_endorsements_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsements")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_endorsements_draft_id")),
    )
    with op.batch_alter_table("endorsements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_endorsements_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_minutes_clause_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_meeting_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_minutes_party_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_minutes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "silences",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("recorded", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_silences_circle_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_silences_draft_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_silences_plan_id")),
        sa.ForeignKeyConstraint(["put_by_id"], ["users.id"], name=op.f("fk_silences_put_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silences")),
    )
    with op.batch_alter_table("silences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_silences_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_silences_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_silences_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_silences_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_silences_recorded"), ["recorded"], unique=False)

    op.create_table(
        "answers",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_answers_clause_id")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_answers_consultation_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_answers_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("consultation_id", "clause_id", name=op.f("uq_answers_consultation_id_clause_id")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "brackets",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("opened_revision_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("wanting", sa.JSON(), nullable=False),
        sa.Column("objecting", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_revision_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_brackets_clause_id")),
        sa.ForeignKeyConstraint(["closed_revision_id"], ["revisions.id"], name=op.f("fk_brackets_closed_revision_id")),
        sa.ForeignKeyConstraint(["opened_revision_id"], ["revisions.id"], name=op.f("fk_brackets_opened_revision_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_brackets_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brackets")),
    )
    with op.batch_alter_table("brackets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_brackets_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_brackets_plan_id_closed_at"), ["plan_id", "closed_at"], unique=False)

    op.create_table(
        "clearances",
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_clearances_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_clearances_clause_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_clearances_revision_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_clearances_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearances")),
    )
    with op.batch_alter_table("clearances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearances_circle_id_clause_id"), ["circle_id", "clause_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_decisions_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_decisions_clause_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_decisions_plan_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_decisions_revision_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_decisions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "objections",
        sa.Column("silence_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_objections_party_id")),
        sa.ForeignKeyConstraint(["silence_id"], ["silences.id"], name=op.f("fk_objections_silence_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_objections_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    with op.batch_alter_table("objections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objections_silence_id"), ["silence_id"], unique=False)

    op.create_table(
        "scrub_flags",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_scrub_flags_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_scrub_flags_plan_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_scrub_flags_revision_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_scrub_flags_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrub_flags")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_scrub_flags_revision_id")),
    )
    with op.batch_alter_table("scrub_flags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scrub_flags_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "bracket_lifts",
        sa.Column("bracket_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bracket_id"], ["brackets.id"], name=op.f("fk_bracket_lifts_bracket_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bracket_lifts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bracket_lifts")),
        sa.UniqueConstraint("bracket_id", "code", "number", name=op.f("uq_bracket_lifts_bracket_id_code_number")),
    )
    with op.batch_alter_table("bracket_lifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bracket_lifts_bracket_id"), ["bracket_id"], unique=False)

    op.create_table(
        "bridges",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_bridges_author_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_bridges_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_bridges_clause_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_bridges_plan_id")),
        sa.ForeignKeyConstraint(["result_id"], ["amendments.id"], name=op.f("fk_bridges_result_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_bridges_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridges")),
    )
    with op.batch_alter_table("bridges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bridges_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bridges_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bridges_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "positions",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("amendment_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(clause_id IS NULL) <> (amendment_id IS NULL)", name=op.f("ck_positions_one_subject")),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name=op.f("fk_positions_amendment_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_positions_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_positions_clause_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_positions_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_positions_plan_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_positions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positions")),
    )
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_positions_amendment_id"), ["amendment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_positions_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_positions_plan_id_clause_id"), ["plan_id", "clause_id"], unique=False)

    op.create_table(
        "bridge_consents",
        sa.Column("bridge_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bridge_id"], ["bridges.id"], name=op.f("fk_bridge_consents_bridge_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bridge_consents_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridge_consents")),
        sa.UniqueConstraint("bridge_id", "code", "number", name=op.f("uq_bridge_consents_bridge_id_code_number")),
    )
    with op.batch_alter_table("bridge_consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bridge_consents_bridge_id"), ["bridge_id"], unique=False)

    op.create_table(
        "bridged_amendments",
        sa.Column("bridge_id", sa.Uuid(), nullable=False),
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name=op.f("fk_bridged_amendments_amendment_id")),
        sa.ForeignKeyConstraint(["bridge_id"], ["bridges.id"], name=op.f("fk_bridged_amendments_bridge_id")),
        sa.PrimaryKeyConstraint("bridge_id", "amendment_id", name=op.f("pk_bridged_amendments")),
    )
    with op.batch_alter_table("bridged_amendments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bridged_amendments_amendment_id"), ["amendment_id"], unique=False)

    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sponsor_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("package_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("entered_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("party_id", existing_type=sa.CHAR(length=32), nullable=True)
        batch_op.create_index(batch_op.f("ix_amendments_package_id"), ["package_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_amendments_sponsor_id"), "circles", ["sponsor_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_amendments_package_id"), "packages", ["package_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_amendments_entered_by_id"), "users", ["entered_by_id"], ["id"])

    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bloc", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("section_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("facilitator_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("mandate", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("deadline", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("report", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("opened_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_circles_facilitator_id"), "users", ["facilitator_id"], ["id"])
        batch_op.create_foreign_key("fk_circles_section_id", "clauses", ["section_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_circles_opened_by_id"), "users", ["opened_by_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("uq_circles_plan_id_kind_name"), type_="unique")

    _complete_circles()
    alike = sa.text("kind <> 'named' OR bloc IS NOT NULL")
    op.create_index(
        op.f("ix_circles_plan_id_kind_name"),
        "circles",
        ["plan_id", "kind", "name"],
        unique=True,
        sqlite_where=alike,
        postgresql_where=alike,
    )

    op.create_table(
        "group_settlements",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("amendment_id", sa.Uuid(), nullable=True),
        sa.Column("settlements", sa.JSON(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name=op.f("fk_group_settlements_amendment_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_group_settlements_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_group_settlements_clause_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_group_settlements_plan_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name=op.f("fk_group_settlements_undone_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_group_settlements_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_settlements")),
    )
    with op.batch_alter_table("group_settlements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_settlements_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_settlements_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_settlements_plan_id"), ["plan_id"], unique=False)

    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("parked_reason", sa.String(), nullable=True))

    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_event", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))

    _number_events()
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.alter_column("sequence", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_events_plan_id_sequence"), ["plan_id", "sequence"])

    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_revisions_meeting_id"), "meetings", ["meeting_id"], ["id"])

    with op.batch_alter_table("signoffs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ad_ref_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("note_reference", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("note_sha256", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_signoffs_note_sha256"), "blobs", ["note_sha256"], ["sha256"])


def downgrade() -> None:
    """Back to the one before; what only the newer schema can hold is lost."""
    with op.batch_alter_table("signoffs", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_signoffs_note_sha256"), type_="foreignkey")
        batch_op.drop_column("note_sha256")
        batch_op.drop_column("note_reference")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("ad_ref_until")

    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_revisions_meeting_id"), type_="foreignkey")
        batch_op.drop_column("meeting_id")

    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_column("last_event")

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_events_plan_id_sequence"), type_="unique")
        batch_op.drop_column("sequence")

    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.drop_column("parked_reason")
        batch_op.drop_column("parked_at")

    op.drop_table("group_settlements")
    op.drop_index(op.f("ix_circles_plan_id_kind_name"), table_name="circles")
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_circles_plan_id_kind_name"), ["plan_id", "kind", "name"])
        batch_op.drop_constraint(batch_op.f("fk_circles_opened_by_id"), type_="foreignkey")
        batch_op.drop_constraint("fk_circles_section_id", type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_circles_facilitator_id"), type_="foreignkey")
        batch_op.drop_column("opened_by_id")
        batch_op.drop_column("reported_at")
        batch_op.drop_column("report")
        batch_op.drop_column("deadline")
        batch_op.drop_column("mandate")
        batch_op.drop_column("facilitator_id")
        batch_op.drop_column("section_id")
        batch_op.drop_column("bloc")

    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_amendments_entered_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_amendments_package_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_amendments_sponsor_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_amendments_package_id"))
        batch_op.alter_column("party_id", existing_type=sa.CHAR(length=32), nullable=False)
        batch_op.drop_column("admitted_at")
        batch_op.drop_column("late")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("entered_by_id")
        batch_op.drop_column("package_id")
        batch_op.drop_column("sponsor_id")

    with op.batch_alter_table("bridged_amendments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bridged_amendments_amendment_id"))

    op.drop_table("bridged_amendments")
    with op.batch_alter_table("bridge_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bridge_consents_bridge_id"))

    op.drop_table("bridge_consents")
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_positions_plan_id_clause_id"))
        batch_op.drop_index(batch_op.f("ix_positions_circle_id"))
        batch_op.drop_index(batch_op.f("ix_positions_amendment_id"))

    op.drop_table("positions")
    with op.batch_alter_table("bridges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bridges_plan_id"))
        batch_op.drop_index(batch_op.f("ix_bridges_clause_id"))
        batch_op.drop_index(batch_op.f("ix_bridges_circle_id"))

    op.drop_table("bridges")
    with op.batch_alter_table("bracket_lifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bracket_lifts_bracket_id"))

    op.drop_table("bracket_lifts")
    with op.batch_alter_table("scrub_flags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scrub_flags_plan_id"))

    op.drop_table("scrub_flags")
    with op.batch_alter_table("objections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objections_silence_id"))

    op.drop_table("objections")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_plan_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_clause_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("clearances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clearances_circle_id_clause_id"))

    op.drop_table("clearances")
    with op.batch_alter_table("brackets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_brackets_plan_id_closed_at"))
        batch_op.drop_index(batch_op.f("ix_brackets_clause_id"))

    op.drop_table("brackets")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answers_consultation_id"))

    op.drop_table("answers")
    with op.batch_alter_table("silences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_silences_recorded"))
        batch_op.drop_index(batch_op.f("ix_silences_plan_id"))
        batch_op.drop_index(batch_op.f("ix_silences_expires_at"))
        batch_op.drop_index(batch_op.f("ix_silences_draft_id"))
        batch_op.drop_index(batch_op.f("ix_silences_circle_id"))

    op.drop_table("silences")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_meeting_id"))

    op.drop_table("minutes")
    with op.batch_alter_table("endorsements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_endorsements_plan_id"))

    op.drop_table("endorsements")
    with op.batch_alter_table("corrigenda", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_corrigenda_plan_id"))
        batch_op.drop_index(batch_op.f("ix_corrigenda_draft_id"))
        batch_op.drop_index(batch_op.f("ix_corrigenda_circle_id"))

    op.drop_table("corrigenda")
    op.drop_table("consulted_clauses")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendances_meeting_id"))

    op.drop_table("attendances")
    op.drop_table("adoptions")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rounds_plan_id"))
        batch_op.drop_index(batch_op.f("ix_rounds_closes_at"))

    op.drop_table("rounds")
    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reservations_plan_id"))
        batch_op.drop_index(batch_op.f("ix_reservations_clause_id"))
        batch_op.drop_index(batch_op.f("ix_reservations_circle_id"))

    op.drop_table("reservations")
    with op.batch_alter_table("reopenings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reopenings_plan_id"))
        batch_op.drop_index(batch_op.f("ix_reopenings_clause_id"))

    op.drop_table("reopenings")
    with op.batch_alter_table("packages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_packages_plan_id"))
        batch_op.drop_index(batch_op.f("ix_packages_circle_id"))

    op.drop_table("packages")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_circle_id"))

    op.drop_table("meetings")
    with op.batch_alter_table("instructions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instructions_circle_id_clause_id"))

    op.drop_table("instructions")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handovers_plan_id"))
        batch_op.drop_index(batch_op.f("ix_handovers_circle_id"))

    op.drop_table("handovers")
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultations_plan_id"))
        batch_op.drop_index(batch_op.f("ix_consultations_circle_id"))

    op.drop_table("consultations")
    with op.batch_alter_table("ad_refs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ad_refs_plan_id"))
        batch_op.drop_index(batch_op.f("ix_ad_refs_clause_id"))

    op.drop_table("ad_refs")
