"""List the checks due"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_due",
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "component = 'BC1' OR component = 'BC2' OR component = 'BC3' OR component = 'BC4' OR component = 'BC5' OR component = 'BC6' OR component = 'BC7' OR component = 'BC8' OR component = 'BC9' OR component = 'BC10' OR component = 'BC11' OR component = 'BC12'",
            name=op.f("ck_check_due_component_known"),
        ),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_check_due_worker_ref_worker")),
        sa.PrimaryKeyConstraint("worker_ref", "component", name=op.f("pk_check_due")),
    )
    with op.batch_alter_table("check_due", schema=None) as batch_op:
        batch_op.create_index("ix_check_due_component", ["component", "due_on", "worker_ref"], unique=False)
        batch_op.create_index("ix_check_due_due_on", ["due_on", "worker_ref", "component"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("check_due", schema=None) as batch_op:
        batch_op.drop_index("ix_check_due_due_on")
        batch_op.drop_index("ix_check_due_component")

    op.drop_table("check_due")
