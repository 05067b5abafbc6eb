"""Add jobs and mail"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("run_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("lease_holder", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_job_done_at_a_moment")),
        sa.CheckConstraint(
            "(state = 'leased' OR state = 'begun') = (lease_until IS NOT NULL)", name=op.f("ck_job_held_until_a_moment")
        ),
        sa.CheckConstraint(
            "state = 'queued' OR state = 'leased' OR state = 'begun' OR state = 'doubtful' OR state = 'done' OR state = 'dead'",
            name=op.f("ck_job_state_known"),
        ),
        sa.CheckConstraint("(lease_until IS NULL) = (lease_holder IS NULL)", name=op.f("ck_job_held_by_somebody")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_job_attempts_counted")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state_run_at", ["state", "run_at"], unique=False)
        batch_op.create_index("uq_job_key", ["key"], unique=True)

    op.create_table(
        "outgoing_mail",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("job_ref", sa.Text(), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("about_kind", sa.Text(), nullable=True),
        sa.Column("about_ref", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(recipient IS NULL) = (subject IS NULL) AND (subject IS NULL) = (body IS NULL)",
            name=op.f("ck_outgoing_mail_kept_or_let_go"),
        ),
        sa.ForeignKeyConstraint(["job_ref"], ["job.ref"], name=op.f("fk_outgoing_mail_job_ref_job")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_outgoing_mail")),
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_mail_about", ["about_kind", "about_ref"], unique=False)
        batch_op.create_index("ix_outgoing_mail_made_at", ["made_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_mail_made_at")
        batch_op.drop_index("ix_outgoing_mail_about")

    op.drop_table("outgoing_mail")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("uq_job_key")
        batch_op.drop_index("ix_job_state_run_at")

    op.drop_table("job")
