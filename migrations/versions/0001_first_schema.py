"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "desks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bloc", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desks")),
        sa.UniqueConstraint("name", name=op.f("uq_desks_name")),
    )
    op.create_table(
        "mails",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mails_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "parties",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bloc", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sa.UniqueConstraint("code", name=op.f("uq_parties_code")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_failures_account_at"), ["account", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_failures_address_at"), ["address", "at"], unique=False)

    op.create_table(
        "users",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_users_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "desk_members",
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_desk_members_desk_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_desk_members_user_id")),
        sa.PrimaryKeyConstraint("desk_id", "user_id", name=op.f("pk_desk_members")),
    )
    op.create_table(
        "one_time_links",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_one_time_links_made_by_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_one_time_links_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_one_time_links_token_sha256")),
    )
    with op.batch_alter_table("one_time_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_links_email"), ["email"], unique=False)

    op.create_table(
        "plans",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("abbreviation", sa.String(), nullable=False),
        sa.Column("marking", sa.String(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("interim_style", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_plans_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plans_created_at"), ["created_at"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sessions_token_sha256")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_roles")),
    )
    with op.batch_alter_table("user_roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_roles_user_id"), ["user_id"], unique=False)

    op.create_table(
        "circles",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("chain_length", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_circles_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circles")),
        sa.UniqueConstraint("plan_id", "kind", "name", name=op.f("uq_circles_plan_id_kind_name")),
    )
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circles_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "clauses",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("frozen_label", sa.String(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_clauses_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clauses")),
    )
    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clauses_plan_id_position"), ["plan_id", "position"], unique=False)

    op.create_table(
        "plan_parties",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_plan_parties_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_parties_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "party_id", name=op.f("pk_plan_parties")),
    )
    op.create_table(
        "circle_desks",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_circle_desks_circle_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], name=op.f("fk_circle_desks_desk_id")),
        sa.PrimaryKeyConstraint("circle_id", "desk_id", name=op.f("pk_circle_desks")),
    )
    with op.batch_alter_table("circle_desks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circle_desks_desk_id"), ["desk_id"], unique=False)

    op.create_table(
        "circle_members",
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_circle_members_circle_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_circle_members_party_id")),
        sa.PrimaryKeyConstraint("circle_id", "party_id", name=op.f("pk_circle_members")),
    )
    with op.batch_alter_table("circle_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circle_members_party_id"), ["party_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("base_id", sa.Uuid(), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("with_comments", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["drafts.id"], name=op.f("fk_drafts_base_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_drafts_circle_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["users.id"], name=op.f("fk_drafts_issued_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_drafts_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_drafts_plan_id_number")),
        sa.UniqueConstraint("plan_id", "symbol", name=op.f("uq_drafts_plan_id_symbol")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "events",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_events_actor_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_events_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_events_clause_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_events_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_events_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("circle_id", "number", name=op.f("uq_events_circle_id_number")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_plan_id_at"), ["plan_id", "at"], unique=False)

    op.create_table(
        "revisions",
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("settlements", sa.JSON(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_revisions_author_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_revisions_clause_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_revisions_party_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["revisions.id"], name=op.f("fk_revisions_previous_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("clause_id", "number", name=op.f("uq_revisions_clause_id_number")),
    )
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revisions_clause_id"), ["clause_id"], unique=False)

    op.create_table(
        "amendments",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=True),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("clause_kind", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("package", sa.Boolean(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("intended_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["clauses.id"], name=op.f("fk_amendments_after_id")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_amendments_author_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_amendments_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_amendments_clause_id")),
        sa.ForeignKeyConstraint(["intended_id"], ["circles.id"], name=op.f("fk_amendments_intended_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_amendments_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_amendments_plan_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_amendments_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
    )
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendments_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_amendments_clause_id_state"), ["clause_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_amendments_plan_id_state"), ["plan_id", "state"], unique=False)

    op.create_table(
        "comments",
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=True),
        sa.Column("prefix", sa.String(), nullable=True),
        sa.Column("suffix", sa.String(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("current_start", sa.Integer(), nullable=True),
        sa.Column("current_end", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_comments_author_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_comments_circle_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_comments_clause_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_comments_party_id")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["users.id"], name=op.f("fk_comments_resolved_by_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_comments_revision_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["comments.id"], name=op.f("fk_comments_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_circle_id"), ["circle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("against_id", sa.Uuid(), nullable=True),
        sa.Column("with_comments", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["against_id"], ["drafts.id"], name=op.f("fk_documents_against_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_documents_draft_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name=op.f("fk_documents_requested_by_id")),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_documents_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_state"), ["state"], unique=False)

    op.create_table(
        "required_parties",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_required_parties_draft_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_required_parties_party_id")),
        sa.PrimaryKeyConstraint("draft_id", "party_id", name=op.f("pk_required_parties")),
    )
    op.create_table(
        "signoffs",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("pdf_sha256", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_signoffs_draft_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_signoffs_party_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_signoffs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signoffs")),
        sa.UniqueConstraint("draft_id", "party_id", name=op.f("uq_signoffs_draft_id_party_id")),
    )
    with op.batch_alter_table("signoffs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signoffs_draft_id"), ["draft_id"], unique=False)

    op.create_table(
        "amendment_versions",
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name=op.f("fk_amendment_versions_amendment_id")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_amendment_versions_author_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_amendment_versions_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_versions")),
        sa.UniqueConstraint("amendment_id", "number", name=op.f("uq_amendment_versions_amendment_id_number")),
    )
    with op.batch_alter_table("amendment_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_versions_amendment_id"), ["amendment_id"], unique=False)

    op.create_table(
        "supports",
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendments.id"], name=op.f("fk_supports_amendment_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_supports_party_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_supports_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supports")),
    )
    with op.batch_alter_table("supports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supports_amendment_id"), ["amendment_id"], unique=False)
    # Clause and current revision point at each other: the second of the two keys comes when both tables are there.
    with op.batch_alter_table("clauses") as batch_op:
        batch_op.create_foreign_key("fk_clauses_revision_id", "revisions", ["revision_id"], ["id"])


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("clauses") as batch_op:
        batch_op.drop_constraint("fk_clauses_revision_id", type_="foreignkey")
    with op.batch_alter_table("supports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supports_amendment_id"))

    op.drop_table("supports")
    with op.batch_alter_table("amendment_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendment_versions_amendment_id"))

    op.drop_table("amendment_versions")
    with op.batch_alter_table("signoffs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signoffs_draft_id"))

    op.drop_table("signoffs")
    op.drop_table("required_parties")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_state"))
        batch_op.drop_index(batch_op.f("ix_documents_draft_id"))

    op.drop_table("documents")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comments_thread_id"))
        batch_op.drop_index(batch_op.f("ix_comments_clause_id"))
        batch_op.drop_index(batch_op.f("ix_comments_circle_id"))

    op.drop_table("comments")
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendments_plan_id_state"))
        batch_op.drop_index(batch_op.f("ix_amendments_clause_id_state"))
        batch_op.drop_index(batch_op.f("ix_amendments_circle_id"))

    op.drop_table("amendments")
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revisions_clause_id"))

    op.drop_table("revisions")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_plan_id_at"))
        batch_op.drop_index(batch_op.f("ix_events_clause_id"))
        batch_op.drop_index(batch_op.f("ix_events_circle_id"))

    op.drop_table("events")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_plan_id"))

    op.drop_table("drafts")
    with op.batch_alter_table("circle_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_members_party_id"))

    op.drop_table("circle_members")
    with op.batch_alter_table("circle_desks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circle_desks_desk_id"))

    op.drop_table("circle_desks")
    op.drop_table("plan_parties")
    with op.batch_alter_table("clauses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clauses_plan_id_position"))

    op.drop_table("clauses")
    with op.batch_alter_table("circles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circles_plan_id"))

    op.drop_table("circles")
    with op.batch_alter_table("user_roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_roles_user_id"))

    op.drop_table("user_roles")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_user_id"))

    op.drop_table("sessions")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plans_created_at"))

    op.drop_table("plans")
    with op.batch_alter_table("one_time_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_links_email"))

    op.drop_table("one_time_links")
    op.drop_table("desk_members")
    op.drop_table("users")
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_failures_address_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_failures_account_at"))

    op.drop_table("sign_in_failures")
    op.drop_table("parties")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mails_sent_at"))

    op.drop_table("mails")
    op.drop_table("desks")
    op.drop_table("blobs")
