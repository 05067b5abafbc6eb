"""Say which index key is in force"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_key",
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("length(proof) = 64", name=op.f("ck_index_key_proof_shape")),
        sa.CheckConstraint(
            "(state = 'in_force') = (retired_at IS NULL)", name=op.f("ck_index_key_retired_at_a_moment")
        ),
        sa.CheckConstraint("state = 'in_force' OR state = 'retired'", name=op.f("ck_index_key_state_known")),
        sa.PrimaryKeyConstraint("proof", name=op.f("pk_index_key")),
    )
    op.create_index(
        "uq_index_key_in_force",
        "index_key",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'in_force'"),
        postgresql_where=sa.text("state = 'in_force'"),
    )


def downgrade() -> None:
    op.drop_index("uq_index_key_in_force", table_name="index_key")
    op.drop_table("index_key")
