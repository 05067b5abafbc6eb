"""List model contracts"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_contract",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("title <> '' AND version <> ''", name=op.f("ck_model_contract_named")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= issued_on", name=op.f("ck_model_contract_days_in_order")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_model_contract")),
        sa.UniqueConstraint("title", "version", name=op.f("uq_model_contract_title_version")),
    )
    op.add_column("company_declaration", sa.Column("contracts", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("company_declaration", "contracts")
    op.drop_table("model_contract")
