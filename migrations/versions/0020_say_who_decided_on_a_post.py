"""Say who decided on a post"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

DECIDED = "role IN ('company', 'company_clerk', 'company_signer') OR decided_in IS NOT NULL"
BY_CASE = sa.text("decided_in <> 'keeper'")


def upgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_in", sa.Text(), nullable=True))
    # What was given before the rule was given by whoever set the register up.
    op.execute("UPDATE membership SET decided_in = 'keeper' WHERE company_ref IS NULL")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_membership_others_decided_by_two"), DECIDED)
        batch_op.create_index(
            "uq_membership_decided_in", ["decided_in"], unique=True, sqlite_where=BY_CASE, postgresql_where=BY_CASE
        )


def downgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("uq_membership_decided_in")
        batch_op.drop_constraint(batch_op.f("ck_membership_others_decided_by_two"), type_="check")
        batch_op.drop_column("decided_in")
