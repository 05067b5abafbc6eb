"""Add operations"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backup_run",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("drilled_at", sa.BigInteger(), nullable=True),
        sa.Column("drill_passed", sa.Boolean(), nullable=True),
        sa.Column("drill_told", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(drilled_at IS NULL) = (drill_passed IS NULL)", name=op.f("ck_backup_run_drilled_with_result")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_backup_run")),
    )
    with op.batch_alter_table("backup_run", schema=None) as batch_op:
        batch_op.create_index("ix_backup_run_made_at", ["made_at"], unique=False)

    op.create_table(
        "maintenance_notice",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_maintenance_notice_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_maintenance_notice")),
    )
    op.create_table(
        "security_review",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closing", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_security_review_closed_by_somebody")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closing IS NULL)", name=op.f("ck_security_review_closed_with_words")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_security_review")),
    )
    with op.batch_alter_table("security_review", schema=None) as batch_op:
        batch_op.create_index("ix_security_review_held_on", ["held_on"], unique=False)

    op.create_table(
        "verification",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("failed_at", sa.BigInteger(), nullable=True),
        sa.Column("what_zh", sa.Text(), nullable=True),
        sa.Column("what_en", sa.Text(), nullable=True),
        sa.CheckConstraint("(failed_at IS NULL) = (what_zh IS NULL)", name=op.f("ck_verification_failed_with_words")),
        sa.CheckConstraint("(what_zh IS NULL) = (what_en IS NULL)", name=op.f("ck_verification_both_languages")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_verification")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index("ix_verification_made_at", ["made_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index("ix_verification_made_at")

    op.drop_table("verification")
    with op.batch_alter_table("security_review", schema=None) as batch_op:
        batch_op.drop_index("ix_security_review_held_on")

    op.drop_table("security_review")
    op.drop_table("maintenance_notice")
    with op.batch_alter_table("backup_run", schema=None) as batch_op:
        batch_op.drop_index("ix_backup_run_made_at")

    op.drop_table("backup_run")
