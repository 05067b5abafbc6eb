"""Add looks"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_term",
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("term", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("worker_ref", "kind", "term", name=op.f("pk_person_term")),
    )
    with op.batch_alter_table("person_term", schema=None) as batch_op:
        batch_op.create_index("ix_person_term_kind", ["kind", "term", "worker_ref"], unique=False)

    op.create_table(
        "person_term_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_person_term_cursor_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_term_cursor")),
    )
    op.create_table(
        "look_grant",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind = 'unmask' OR kind = 'export'", name=op.f("ck_look_grant_kind_known")),
        sa.CheckConstraint("allowed > 0", name=op.f("ck_look_grant_allows_some")),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_look_grant_case_ref_case_file")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_look_grant")),
    )
    with op.batch_alter_table("look_grant", schema=None) as batch_op:
        batch_op.create_index("ix_look_grant_account_ref", ["account_ref"], unique=False)
        batch_op.create_index("uq_look_grant_case_ref", ["case_ref"], unique=True)

    op.create_table(
        "look",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("case_ref", sa.Text(), nullable=True),
        sa.Column("grant_ref", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "purpose = 'case' OR purpose = 'inquiry' OR purpose = 'verify' OR purpose = 'rights' OR purpose = 'inspection' OR purpose = 'emergency'",
            name=op.f("ck_look_purpose_known"),
        ),
        sa.CheckConstraint(
            "seen = 'list' OR seen = 'file' OR seen = 'id_number' OR seen = 'phone' OR seen = 'birth_date' OR seen = 'export'",
            name=op.f("ck_look_seen_known"),
        ),
        sa.ForeignKeyConstraint(["case_ref"], ["case_file.ref"], name=op.f("fk_look_case_ref_case_file")),
        sa.ForeignKeyConstraint(["grant_ref"], ["look_grant.ref"], name=op.f("fk_look_grant_ref_look_grant")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index("ix_look_actor", ["actor", "at"], unique=False)
        batch_op.create_index("ix_look_at", ["at"], unique=False)
        batch_op.create_index("ix_look_worker_ref", ["worker_ref", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.drop_index("ix_look_worker_ref")
        batch_op.drop_index("ix_look_at")
        batch_op.drop_index("ix_look_actor")

    op.drop_table("look")
    with op.batch_alter_table("look_grant", schema=None) as batch_op:
        batch_op.drop_index("uq_look_grant_case_ref")
        batch_op.drop_index("ix_look_grant_account_ref")

    op.drop_table("look_grant")
    op.drop_table("person_term_cursor")
    with op.batch_alter_table("person_term", schema=None) as batch_op:
        batch_op.drop_index("ix_person_term_kind")

    op.drop_table("person_term")
