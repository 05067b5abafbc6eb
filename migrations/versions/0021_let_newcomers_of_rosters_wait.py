"""Let newcomers of rosters wait, with a case for those of one upload"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


_BEFORE = "kind = 'transfer' OR "
_AFTER = "kind = 'transfer' OR kind = 'roster_newcomers' OR "
_KINDS = (
    "company_application", "company_change", "company_suspension", "company_expulsion", "succession", "check_adverse",
    "permit_application", "permit_revocation", "permit_suspension", "redaction", "unmask_bulk", "export_request",
    "identity_correction", "persons_join", "persons_split", "certificate_review", "certificate_objection",
    "rights_access", "rights_correction", "rights_erasure", "rights_withdrawal", "objection", "privacy_complaint",
    "transfer", "roster_newcomers", "account_role",
)  # fmt: skip


def _know_kinds(before: str, after: str, kinds: tuple[str, ...]) -> None:
    """Exchange the kinds of cases that the table knows."""
    if op.get_bind().dialect.name == "sqlite":
        # A CHECK only is another text in the schema: making the table anew would let its walls and its files' keys fall.
        op.execute("PRAGMA writable_schema=ON")
        op.execute(
            f"UPDATE sqlite_master SET sql = replace(sql, {_quoted(before)}, {_quoted(after)}) "
            "WHERE type = 'table' AND name = 'case_file'"
        )
        op.execute("PRAGMA writable_schema=RESET")
        version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
        op.execute(f"PRAGMA schema_version={version + 1}")
        return
    name = op.f("ck_case_file_kind_known")
    op.drop_constraint(name, "case_file", type_="check")
    op.create_check_constraint(name, "case_file", " OR ".join(f"kind = '{kind}'" for kind in kinds))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def upgrade() -> None:
    _know_kinds(_BEFORE, _AFTER, _KINDS)
    op.create_table(
        "roster_newcomer",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("upload_ref", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("permit", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("request_ref", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'asked') = (request_ref IS NOT NULL)", name=op.f("ck_roster_newcomer_asked_by_a_request")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_roster_newcomer_ended_at_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (person IS NOT NULL)", name=op.f("ck_roster_newcomer_person_while_waiting")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (sealed IS NOT NULL)", name=op.f("ck_roster_newcomer_sealed_while_waiting")
        ),
        sa.CheckConstraint("state = 'refused' OR why = ''", name=op.f("ck_roster_newcomer_reason_of_a_refusal")),
        sa.CheckConstraint("state = 'waiting' OR permit IS NULL", name=op.f("ck_roster_newcomer_permit_while_waiting")),
        sa.CheckConstraint(
            "state = 'waiting' OR state = 'entered' OR state = 'refused' OR state = 'asked'",
            name=op.f("ck_roster_newcomer_state_known"),
        ),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_roster_newcomer_company_ref_company")),
        sa.ForeignKeyConstraint(
            ["request_ref"], ["transfer_request.ref"], name=op.f("fk_roster_newcomer_request_ref_transfer_request")
        ),
        sa.ForeignKeyConstraint(
            ["upload_ref"], ["roster_upload.ref"], name=op.f("fk_roster_newcomer_upload_ref_roster_upload")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_roster_newcomer")),
    )
    with op.batch_alter_table("roster_newcomer", schema=None) as batch_op:
        batch_op.create_index("ix_roster_newcomer_company_ref", ["company_ref", "state"], unique=False)
        batch_op.create_index("ix_roster_newcomer_request_ref", ["request_ref"], unique=False)
        batch_op.create_index("ix_roster_newcomer_state", ["upload_ref", "state", "row"], unique=False)
        batch_op.create_index("uq_roster_newcomer_row", ["upload_ref", "row"], unique=True)
        batch_op.create_index(
            "uq_roster_newcomer_waiting",
            ["person", "company_ref"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "roster_ruling",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("upload_ref", sa.Text(), nullable=False),
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_role", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name=op.f("ck_roster_ruling_ended_at_a_moment")),
        sa.CheckConstraint("(state = 'failed') = (told IS NOT NULL)", name=op.f("ck_roster_ruling_told_when_failed")),
        sa.CheckConstraint(
            "act = 'confirm' OR act = 'transfer' OR act = 'refuse'", name=op.f("ck_roster_ruling_act_known")
        ),
        sa.CheckConstraint(
            "state = 'asked' OR state = 'applied' OR state = 'failed'", name=op.f("ck_roster_ruling_state_known")
        ),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_roster_ruling_case_ref_case_file")),
        sa.ForeignKeyConstraint(
            ["upload_ref"], ["roster_upload.ref"], name=op.f("fk_roster_ruling_upload_ref_roster_upload")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_roster_ruling")),
    )
    with op.batch_alter_table("roster_ruling", schema=None) as batch_op:
        batch_op.create_index("ix_roster_ruling_upload_ref", ["upload_ref", "asked_at"], unique=False)
        batch_op.create_index(
            "uq_roster_ruling_live",
            ["upload_ref"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("roster_ruling", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_roster_ruling_live",
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.drop_index("ix_roster_ruling_upload_ref")

    op.drop_table("roster_ruling")
    with op.batch_alter_table("roster_newcomer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_roster_newcomer_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("uq_roster_newcomer_row")
        batch_op.drop_index("ix_roster_newcomer_state")
        batch_op.drop_index("ix_roster_newcomer_request_ref")
        batch_op.drop_index("ix_roster_newcomer_company_ref")

    op.drop_table("roster_newcomer")
    _know_kinds(_AFTER, _BEFORE, tuple(kind for kind in _KINDS if kind != "roster_newcomers"))
