"""Add uploads transfers and codes"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worker_code",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("code_index", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("visit_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("purpose = 'transfer' OR purpose = 'own_page'", name=op.f("ck_worker_code_purpose_known")),
        sa.CheckConstraint("expires_at > issued_at", name=op.f("ck_worker_code_expires_after")),
        sa.CheckConstraint("length(code_index) = 64", name=op.f("ck_worker_code_code_index_shape")),
        sa.CheckConstraint("visit_until IS NULL OR used_at IS NOT NULL", name=op.f("ck_worker_code_visit_after_use")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_worker_code_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_worker_code")),
    )
    with op.batch_alter_table("worker_code", schema=None) as batch_op:
        batch_op.create_index("ix_worker_code_worker_ref", ["worker_ref"], unique=False)
        batch_op.create_index("uq_worker_code_index", ["code_index"], unique=True)

    op.create_table(
        "roster_upload",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("notice_version", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_role", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'received' OR state = 'checking' OR state = 'ready' OR state = 'applying') = (ended_at IS NULL)",
            name=op.f("ck_roster_upload_ended_at_a_moment"),
        ),
        sa.CheckConstraint(
            "state <> 'applying' OR confirmed_by IS NOT NULL", name=op.f("ck_roster_upload_applied_when_confirmed")
        ),
        sa.CheckConstraint(
            "state = 'received' OR state = 'checking' OR state = 'ready' OR state = 'refused' OR state = 'applying' OR state = 'applied' OR state = 'failed' OR state = 'cancelled'",
            name=op.f("ck_roster_upload_state_known"),
        ),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_roster_upload_confirmed_whole")
        ),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_roster_upload_company_ref_company")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_roster_upload")),
    )
    with op.batch_alter_table("roster_upload", schema=None) as batch_op:
        batch_op.create_index("ix_roster_upload_company_ref", ["company_ref", "received_at"], unique=False)
        batch_op.create_index(
            "uq_roster_upload_live",
            ["company_ref"],
            unique=True,
            sqlite_where=sa.text("state = 'received' OR state = 'checking' OR state = 'ready' OR state = 'applying'"),
            postgresql_where=sa.text(
                "state = 'received' OR state = 'checking' OR state = 'ready' OR state = 'applying'"
            ),
        )

    op.create_table(
        "transfer_request",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("form_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_transfer_request_ended_at_a_moment")
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR state = 'taken' OR state = 'refused'", name=op.f("ck_transfer_request_state_known")
        ),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_transfer_request_case_ref_case_file")),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_transfer_request_company_ref_company")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_transfer_request_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_transfer_request")),
    )
    with op.batch_alter_table("transfer_request", schema=None) as batch_op:
        batch_op.create_index("ix_transfer_request_company_ref", ["company_ref"], unique=False)
        batch_op.create_index("uq_transfer_request_case_ref", ["case_ref"], unique=True)
        batch_op.create_index(
            "uq_transfer_request_waiting",
            ["worker_ref", "company_ref"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("transfer_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_transfer_request_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("uq_transfer_request_case_ref")
        batch_op.drop_index("ix_transfer_request_company_ref")

    op.drop_table("transfer_request")
    with op.batch_alter_table("roster_upload", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_roster_upload_live",
            sqlite_where=sa.text("state = 'received' OR state = 'checking' OR state = 'ready' OR state = 'applying'"),
            postgresql_where=sa.text(
                "state = 'received' OR state = 'checking' OR state = 'ready' OR state = 'applying'"
            ),
        )
        batch_op.drop_index("ix_roster_upload_company_ref")

    op.drop_table("roster_upload")
    with op.batch_alter_table("worker_code", schema=None) as batch_op:
        batch_op.drop_index("uq_worker_code_index")
        batch_op.drop_index("ix_worker_code_worker_ref")

    op.drop_table("worker_code")
