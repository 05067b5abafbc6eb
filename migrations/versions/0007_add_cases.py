"""Add cases"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The walls as they stood at this revision; registry/cases/triggers.py holds them as the code knows them today.
SQLITE = (
    "CREATE TRIGGER case_file_same BEFORE UPDATE ON case_file WHEN NEW.ref IS NOT OLD.ref OR NEW.year IS NOT OLD.year OR NEW.serial IS NOT OLD.serial OR NEW.kind IS NOT OLD.kind OR NEW.subject_kind IS NOT OLD.subject_kind OR NEW.subject_ref IS NOT OLD.subject_ref OR NEW.two_people IS NOT OLD.two_people OR NEW.opened_at IS NOT OLD.opened_at OR NEW.opened_by IS NOT OLD.opened_by BEGIN SELECT RAISE(ABORT, 'what a case is about does not change'); END",
    "CREATE TRIGGER case_file_proposal_stands BEFORE UPDATE ON case_file WHEN OLD.proposed_by IS NOT NULL AND NEW.proposed_by IS NOT NULL AND (NEW.proposed_by IS NOT OLD.proposed_by OR NEW.proposed_outcome IS NOT OLD.proposed_outcome OR NEW.proposed_reason IS NOT OLD.proposed_reason OR NEW.proposed_at IS NOT OLD.proposed_at) BEGIN SELECT RAISE(ABORT, 'a proposal is not rewritten'); END",
    "CREATE TRIGGER case_file_decision_stands BEFORE UPDATE ON case_file WHEN OLD.decided_by IS NOT NULL AND (NEW.proposed_by IS NOT OLD.proposed_by OR NEW.proposed_outcome IS NOT OLD.proposed_outcome OR NEW.proposed_reason IS NOT OLD.proposed_reason OR NEW.proposed_at IS NOT OLD.proposed_at OR NEW.decided_by IS NOT OLD.decided_by OR NEW.decided_outcome IS NOT OLD.decided_outcome OR NEW.decided_reason IS NOT OLD.decided_reason OR NEW.decided_at IS NOT OLD.decided_at) BEGIN SELECT RAISE(ABORT, 'a decision is not rewritten'); END",
    "CREATE TRIGGER case_file_used_once BEFORE UPDATE ON case_file WHEN OLD.used_at IS NOT NULL AND NEW.used_at IS NOT OLD.used_at BEGIN SELECT RAISE(ABORT, 'used once'); END",
    "CREATE TRIGGER case_file_two_people BEFORE UPDATE ON case_file WHEN NEW.decided_by IS NOT NULL AND OLD.decided_by IS NULL AND NEW.two_people AND (OLD.proposed_by IS NULL OR NEW.proposed_by IS NOT (SELECT e.actor FROM case_event e WHERE e.case_ref = NEW.ref AND e.act = 'propose' ORDER BY e.place DESC LIMIT 1) OR NEW.decided_by = (SELECT e.actor FROM case_event e WHERE e.case_ref = NEW.ref AND e.act = 'propose' ORDER BY e.place DESC LIMIT 1)) BEGIN SELECT RAISE(ABORT, 'two different people propose and decide'); END",
    "CREATE TRIGGER case_file_begins_open BEFORE INSERT ON case_file WHEN NEW.proposed_by IS NOT NULL OR NEW.decided_by IS NOT NULL OR NEW.used_at IS NOT NULL OR EXISTS (SELECT 1 FROM case_file WHERE ref = NEW.ref OR (year = NEW.year AND serial = NEW.serial)) BEGIN SELECT RAISE(ABORT, 'a case begins without a decision'); END",
    "CREATE TRIGGER case_file_no_delete BEFORE DELETE ON case_file BEGIN SELECT RAISE(ABORT, 'case_file only grows'); END",
    "CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event BEGIN SELECT RAISE(ABORT, 'case_event only grows'); END",
    "CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event BEGIN SELECT RAISE(ABORT, 'case_event only grows'); END",
    "CREATE TRIGGER case_event_next_place BEFORE INSERT ON case_event WHEN NEW.place IS NOT (SELECT COALESCE(MAX(place), 0) + 1 FROM case_event WHERE case_ref = NEW.case_ref) BEGIN SELECT RAISE(ABORT, 'case_event takes the next place only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION case_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$",
    "CREATE FUNCTION case_file_walls() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF NEW.ref IS DISTINCT FROM OLD.ref OR NEW.year IS DISTINCT FROM OLD.year OR NEW.serial IS DISTINCT FROM OLD.serial OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.subject_kind IS DISTINCT FROM OLD.subject_kind OR NEW.subject_ref IS DISTINCT FROM OLD.subject_ref OR NEW.two_people IS DISTINCT FROM OLD.two_people OR NEW.opened_at IS DISTINCT FROM OLD.opened_at OR NEW.opened_by IS DISTINCT FROM OLD.opened_by THEN RAISE EXCEPTION 'what a case is about does not change'; END IF;\n  IF OLD.proposed_by IS NOT NULL AND NEW.proposed_by IS NOT NULL AND (NEW.proposed_by IS DISTINCT FROM OLD.proposed_by OR NEW.proposed_outcome IS DISTINCT FROM OLD.proposed_outcome OR NEW.proposed_reason IS DISTINCT FROM OLD.proposed_reason OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at) THEN RAISE EXCEPTION 'a proposal is not rewritten'; END IF;\n  IF OLD.decided_by IS NOT NULL AND (NEW.proposed_by IS DISTINCT FROM OLD.proposed_by OR NEW.proposed_outcome IS DISTINCT FROM OLD.proposed_outcome OR NEW.proposed_reason IS DISTINCT FROM OLD.proposed_reason OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at OR NEW.decided_by IS DISTINCT FROM OLD.decided_by OR NEW.decided_outcome IS DISTINCT FROM OLD.decided_outcome OR NEW.decided_reason IS DISTINCT FROM OLD.decided_reason OR NEW.decided_at IS DISTINCT FROM OLD.decided_at) THEN RAISE EXCEPTION 'a decision is not rewritten'; END IF;\n  IF OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at THEN RAISE EXCEPTION 'used once'; END IF;\n  IF NEW.decided_by IS NOT NULL AND OLD.decided_by IS NULL AND NEW.two_people AND (OLD.proposed_by IS NULL OR NEW.proposed_by IS DISTINCT FROM (SELECT e.actor FROM case_event e WHERE e.case_ref = NEW.ref AND e.act = 'propose' ORDER BY e.place DESC LIMIT 1) OR NEW.decided_by = (SELECT e.actor FROM case_event e WHERE e.case_ref = NEW.ref AND e.act = 'propose' ORDER BY e.place DESC LIMIT 1)) THEN RAISE EXCEPTION 'two different people propose and decide'; END IF;\n  RETURN NEW;\nEND $$",
    "CREATE FUNCTION case_file_begins() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF NEW.proposed_by IS NOT NULL OR NEW.decided_by IS NOT NULL OR NEW.used_at IS NOT NULL THEN RAISE EXCEPTION 'a case begins without a decision'; END IF;\n  RETURN NEW;\nEND $$",
    "CREATE FUNCTION case_event_next() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF NEW.place IS DISTINCT FROM\n    (SELECT COALESCE(MAX(place), 0) + 1 FROM case_event WHERE case_ref = NEW.case_ref)\n  THEN RAISE EXCEPTION 'case_event takes the next place only'; END IF;\n  RETURN NEW;\nEND $$",
    "CREATE TRIGGER case_file_walled BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_walls()",
    "CREATE TRIGGER case_file_begun BEFORE INSERT ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_begins()",
    "CREATE TRIGGER case_file_kept BEFORE DELETE ON case_file FOR EACH ROW EXECUTE FUNCTION case_only_grows()",
    "CREATE TRIGGER case_event_grows BEFORE UPDATE OR DELETE ON case_event FOR EACH ROW EXECUTE FUNCTION case_only_grows()",
    "CREATE TRIGGER case_event_numbered BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION case_event_next()",
    "CREATE TRIGGER case_file_no_truncate BEFORE TRUNCATE ON case_file FOR EACH STATEMENT EXECUTE FUNCTION case_only_grows()",
    "CREATE TRIGGER case_event_no_truncate BEFORE TRUNCATE ON case_event FOR EACH STATEMENT EXECUTE FUNCTION case_only_grows()",
)


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_ref", sa.Text(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("two_people", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("due_basis", sa.Text(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("order_at", sa.BigInteger(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("proposed_outcome", sa.Text(), nullable=True),
        sa.Column("proposed_reason", sa.Text(), nullable=True),
        sa.Column("proposed_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_outcome", sa.Text(), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state <> 'open' AND state <> 'with_company') OR (proposed_by IS NULL AND decided_by IS NULL)",
            name=op.f("ck_case_file_open_without_proposal"),
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_case_file_closed_when")),
        sa.CheckConstraint(
            "active = (state = 'open' OR state = 'with_company' OR state = 'proposed')",
            name=op.f("ck_case_file_active_states"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR state = 'decided' OR state = 'closed'", name=op.f("ck_case_file_decision_stands")
        ),
        sa.CheckConstraint(
            "decided_outcome = 'approved' OR decided_outcome = 'refused' OR decided_outcome = 'upheld' OR decided_outcome = 'rejected'",
            name=op.f("ck_case_file_decided_outcome_known"),
        ),
        sa.CheckConstraint(
            "kind = 'company_application' OR kind = 'company_change' OR kind = 'company_suspension' OR kind = 'company_expulsion' OR kind = 'succession' OR kind = 'check_adverse' OR kind = 'permit_application' OR kind = 'permit_revocation' OR kind = 'permit_suspension' OR kind = 'redaction' OR kind = 'unmask_bulk' OR kind = 'export_request' OR kind = 'identity_correction' OR kind = 'persons_join' OR kind = 'persons_split' OR kind = 'certificate_review' OR kind = 'certificate_objection' OR kind = 'rights_access' OR kind = 'rights_correction' OR kind = 'rights_erasure' OR kind = 'rights_withdrawal' OR kind = 'objection' OR kind = 'privacy_complaint' OR kind = 'transfer' OR kind = 'account_role'",
            name=op.f("ck_case_file_kind_known"),
        ),
        sa.CheckConstraint(
            "proposed_outcome = 'approved' OR proposed_outcome = 'refused' OR proposed_outcome = 'upheld' OR proposed_outcome = 'rejected'",
            name=op.f("ck_case_file_proposed_outcome_known"),
        ),
        sa.CheckConstraint(
            "state <> 'decided' OR decided_by IS NOT NULL", name=op.f("ck_case_file_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "state <> 'proposed' OR (proposed_by IS NOT NULL AND decided_by IS NULL)",
            name=op.f("ck_case_file_proposed_by_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'with_company' OR company_ref IS NOT NULL OR kind = 'company_application'",
            name=op.f("ck_case_file_with_some_company"),
        ),
        sa.CheckConstraint(
            "state = 'open' OR state = 'with_company' OR state = 'proposed' OR state = 'decided' OR state = 'closed'",
            name=op.f("ck_case_file_state_known"),
        ),
        sa.CheckConstraint(
            "two_people OR (kind <> 'company_application' AND kind <> 'company_suspension' AND kind <> 'company_expulsion' AND kind <> 'succession' AND kind <> 'check_adverse' AND kind <> 'permit_revocation' AND kind <> 'permit_suspension' AND kind <> 'redaction' AND kind <> 'unmask_bulk' AND kind <> 'export_request' AND kind <> 'identity_correction' AND kind <> 'persons_join' AND kind <> 'persons_split' AND kind <> 'certificate_objection' AND kind <> 'rights_erasure' AND kind <> 'account_role')",
            name=op.f("ck_case_file_kinds_of_two_people"),
        ),
        sa.CheckConstraint(
            "unit = 'registration' OR unit = 'permits' OR unit = 'qualification' OR unit = 'data_protection' OR unit = 'administration'",
            name=op.f("ck_case_file_unit_known"),
        ),
        sa.CheckConstraint("(assignee IS NULL) = (claimed_at IS NULL)", name=op.f("ck_case_file_claimed_when")),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_outcome IS NULL) AND (decided_by IS NULL) = (decided_reason IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_case_file_decision_whole"),
        ),
        sa.CheckConstraint(
            "(proposed_by IS NULL) = (proposed_outcome IS NULL) AND (proposed_by IS NULL) = (proposed_reason IS NULL) AND (proposed_by IS NULL) = (proposed_at IS NULL)",
            name=op.f("ck_case_file_proposal_whole"),
        ),
        sa.CheckConstraint(
            "NOT two_people OR decided_by IS NULL OR (proposed_by IS NOT NULL AND proposed_by <> decided_by)",
            name=op.f("ck_case_file_two_people_differ"),
        ),
        sa.CheckConstraint("due_at IS NULL OR order_at = due_at", name=op.f("ck_case_file_ordered_by_limit")),
        sa.CheckConstraint("serial > 0 AND version > 0", name=op.f("ck_case_file_numbers_positive")),
        sa.CheckConstraint("used_at IS NULL OR decided_by IS NOT NULL", name=op.f("ck_case_file_used_when_decided")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_case_file")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_case_file_year_serial")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_file_assignee", ["assignee", "active"], unique=False)
        batch_op.create_index("ix_case_file_company_ref", ["company_ref", "active"], unique=False)
        batch_op.create_index("ix_case_file_district", ["district", "active", "kind", "order_at", "ref"], unique=False)
        batch_op.create_index("ix_case_file_state", ["state", "kind", "order_at", "ref"], unique=False)
        batch_op.create_index("ix_case_file_subject_ref", ["subject_ref"], unique=False)
        batch_op.create_index("ix_case_file_work", ["active", "kind", "order_at", "ref"], unique=False)

    op.create_table(
        "case_event",
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("positions", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "act = 'open' OR act = 'claim' OR act = 'release' OR act = 'assign' OR act = 'note' OR act = 'return' OR act = 'resubmit' OR act = 'propose' OR act = 'send_back' OR act = 'decide' OR act = 'apply' OR act = 'remind' OR act = 'close'",
            name=op.f("ck_case_event_act_known"),
        ),
        sa.CheckConstraint("place > 0", name=op.f("ck_case_event_place_positive")),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_case_event_case_ref_case_file")),
        sa.PrimaryKeyConstraint("case_ref", "place", name=op.f("pk_case_event")),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement if sqlite else statement.replace("%", "%%"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for function in ("case_file_walls", "case_file_begins", "case_event_next", "case_only_grows"):
            op.execute(f"DROP FUNCTION {function}() CASCADE")
    op.drop_table("case_event")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_file_work")
        batch_op.drop_index("ix_case_file_subject_ref")
        batch_op.drop_index("ix_case_file_state")
        batch_op.drop_index("ix_case_file_district")
        batch_op.drop_index("ix_case_file_company_ref")
        batch_op.drop_index("ix_case_file_assignee")

    op.drop_table("case_file")
