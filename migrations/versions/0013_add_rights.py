"""Add rights"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_run",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("rule = 'contact' OR rule = 'leavers'", name=op.f("ck_retention_run_rule_known")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_retention_run")),
    )
    with op.batch_alter_table("retention_run", schema=None) as batch_op:
        batch_op.create_index("ix_retention_run_at", ["at"], unique=False)

    op.create_table(
        "rights_request",
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=True),
        sa.Column("company_ref", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=True),
        sa.Column("objection_ref", sa.Text(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "channel = 'paper' OR channel = 'in_person' OR channel = 'online' OR channel = 'telephone' OR channel = 'roster'",
            name=op.f("ck_rights_request_channel_known"),
        ),
        sa.CheckConstraint(
            "gone_at IS NULL OR (contact IS NULL AND words IS NULL)", name=op.f("ck_rights_request_gone_whole")
        ),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_rights_request_case_ref_case_file")),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_rights_request_company_ref_company")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_rights_request_worker_ref_worker")),
        sa.PrimaryKeyConstraint("case_ref", name=op.f("pk_rights_request")),
    )
    with op.batch_alter_table("rights_request", schema=None) as batch_op:
        batch_op.create_index("ix_rights_request_worker_ref", ["worker_ref"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rights_request", schema=None) as batch_op:
        batch_op.drop_index("ix_rights_request_worker_ref")

    op.drop_table("rights_request")
    with op.batch_alter_table("retention_run", schema=None) as batch_op:
        batch_op.drop_index("ix_retention_run_at")

    op.drop_table("retention_run")
