"""Add schooling and work before"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worker_stage",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "how = 'national_query' OR how = 'issuer_asked' OR how = 'original_seen'",
            name=op.f("ck_worker_stage_how_known"),
        ),
        sa.CheckConstraint("kind = 'education' OR kind = 'experience'", name=op.f("ck_worker_stage_kind_known")),
        sa.CheckConstraint("place <> '' AND what <> ''", name=op.f("ck_worker_stage_told")),
        sa.CheckConstraint(
            "(verified_on IS NULL) = (how IS NULL) AND (verified_on IS NULL) = (verified_by IS NULL)",
            name=op.f("ck_worker_stage_verified_whole"),
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR since_on IS NULL OR until_on >= since_on", name=op.f("ck_worker_stage_days_in_order")
        ),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_worker_stage_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_worker_stage")),
    )
    with op.batch_alter_table("worker_stage", schema=None) as batch_op:
        batch_op.create_index("ix_worker_stage_worker_ref", ["worker_ref"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("worker_stage", schema=None) as batch_op:
        batch_op.drop_index("ix_worker_stage_worker_ref")

    op.drop_table("worker_stage")
