"""Add proposals about persons"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_proposal",
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_person_proposal_case_ref_case_file")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_person_proposal_worker_ref_worker")),
        sa.PrimaryKeyConstraint("case_ref", name=op.f("pk_person_proposal")),
    )
    with op.batch_alter_table("person_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_person_proposal_worker_ref", ["worker_ref"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("person_proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_person_proposal_worker_ref")

    op.drop_table("person_proposal")
