"""Add joined files"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_move",
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("from_ref", sa.Text(), nullable=False),
        sa.Column("to_ref", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "what = 'employment' OR what = 'certificate' OR what = 'stage' OR what = 'training' OR what = 'credit' OR what = 'check' OR what = 'consent' OR what = 'permit' OR what = 'card' OR what = 'occasion' OR what = 'request' OR what = 'finding' OR what = 'rights' OR what = 'transfer' OR what = 'look' OR what = 'photo'",
            name=op.f("ck_person_move_what_known"),
        ),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_person_move_case_ref_case_file")),
        sa.ForeignKeyConstraint(["from_ref"], ["worker.ref"], name=op.f("fk_person_move_from_ref_worker")),
        sa.ForeignKeyConstraint(["to_ref"], ["worker.ref"], name=op.f("fk_person_move_to_ref_worker")),
        sa.PrimaryKeyConstraint("case_ref", "what", "row", name=op.f("pk_person_move")),
    )
    with op.batch_alter_table("person_move", schema=None) as batch_op:
        batch_op.create_index("ix_person_move_to_ref", ["to_ref"], unique=False)

    op.create_table(
        "worker_join",
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("into_ref", sa.Text(), nullable=False),
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("worker_ref <> into_ref", name=op.f("ck_worker_join_into_another")),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_worker_join_case_ref_case_file")),
        sa.ForeignKeyConstraint(["into_ref"], ["worker.ref"], name=op.f("fk_worker_join_into_ref_worker")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_worker_join_worker_ref_worker")),
        sa.PrimaryKeyConstraint("worker_ref", name=op.f("pk_worker_join")),
    )
    with op.batch_alter_table("worker_join", schema=None) as batch_op:
        batch_op.create_index("ix_worker_join_into_ref", ["into_ref"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("worker_join", schema=None) as batch_op:
        batch_op.drop_index("ix_worker_join_into_ref")

    op.drop_table("worker_join")
    with op.batch_alter_table("person_move", schema=None) as batch_op:
        batch_op.drop_index("ix_person_move_to_ref")

    op.drop_table("person_move")
