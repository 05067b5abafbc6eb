"""Add applications and declarations"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_application",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("case_ref", sa.Text(), nullable=True),
        sa.Column("company_ref", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'approved') = (company_ref IS NOT NULL)",
            name=op.f("ck_company_application_approved_with_company"),
        ),
        sa.CheckConstraint(
            "state = 'draft' OR state = 'submitted' OR state = 'returned' OR state = 'approved' OR state = 'refused' OR state = 'withdrawn'",
            name=op.f("ck_company_application_state_known"),
        ),
        sa.CheckConstraint(
            "state = 'draft' OR state = 'withdrawn' OR case_ref IS NOT NULL",
            name=op.f("ck_company_application_submitted_with_case"),
        ),
        sa.ForeignKeyConstraint(
            ["account_ref"], ["account.ref"], name=op.f("fk_company_application_account_ref_account")
        ),
        sa.ForeignKeyConstraint(
            ["company_ref"], ["company.ref"], name=op.f("fk_company_application_company_ref_company")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_company_application")),
        sa.UniqueConstraint("case_ref", name=op.f("uq_company_application_case_ref")),
        sa.UniqueConstraint("number", name=op.f("uq_company_application_number")),
    )
    with op.batch_alter_table("company_application", schema=None) as batch_op:
        batch_op.create_index(
            "uq_company_application_under_way",
            ["account_ref"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
            postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
        )

    op.create_table(
        "company_declaration",
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("protective_equipment", sa.Text(), nullable=True),
        sa.Column("tools", sa.Text(), nullable=True),
        sa.Column("policies", sa.Text(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_ref"], ["company.ref"], name=op.f("fk_company_declaration_company_ref_company")
        ),
        sa.PrimaryKeyConstraint("company_ref", name=op.f("pk_company_declaration")),
        sa.UniqueConstraint("ref", name=op.f("uq_company_declaration_ref")),
    )


def downgrade() -> None:
    op.drop_table("company_declaration")
    with op.batch_alter_table("company_application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_application_under_way",
            sqlite_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
            postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
        )

    op.drop_table("company_application")
