"""Add the accounts"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_set_at", sa.BigInteger(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state <> 'active' OR password_hash IS NOT NULL", name=op.f("ck_account_active_with_password")
        ),
        sa.CheckConstraint(
            "state = 'invited' OR state = 'active' OR state = 'disabled'", name=op.f("ck_account_state_known")
        ),
        sa.CheckConstraint(
            "totp_confirmed_at IS NULL OR totp_secret IS NOT NULL", name=op.f("ck_account_confirmed_with_secret")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_account")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("uq_account_email_index", ["email_index"], unique=True)

    op.create_table(
        "form_done",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_done")),
    )
    op.create_table(
        "account_token",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("purpose = 'invitation' OR purpose = 'reset'", name=op.f("ck_account_token_purpose_known")),
        sa.ForeignKeyConstraint(["account_ref"], ["account.ref"], name=op.f("fk_account_token_account_ref_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_token")),
    )
    with op.batch_alter_table("account_token", schema=None) as batch_op:
        batch_op.create_index("ix_account_token_account_ref", ["account_ref"], unique=False)

    op.create_table(
        "known_device",
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_ref"], ["account.ref"], name=op.f("fk_known_device_account_ref_account")),
        sa.PrimaryKeyConstraint("account_ref", "token_hash", name=op.f("pk_known_device")),
    )
    op.create_table(
        "membership",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=True),
        sa.Column("districts", sa.Text(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(role IN ('company', 'company_clerk', 'company_signer')) = (company_ref IS NOT NULL)",
            name=op.f("ck_membership_company_of_company_roles"),
        ),
        sa.CheckConstraint(
            "role <> 'regulator' OR districts <> '[]'", name=op.f("ck_membership_districts_of_regulators")
        ),
        sa.CheckConstraint(
            "role IN ('administrator', 'clerk', 'company_clerk', 'company_signer', 'complaint_officer', 'data_protection_officer', 'price_officer', 'regulator', 'reviewer')",
            name=op.f("ck_membership_role_known"),
        ),
        sa.ForeignKeyConstraint(["account_ref"], ["account.ref"], name=op.f("fk_membership_account_ref_account")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_company_ref", ["company_ref"], unique=False)
        batch_op.create_index(
            "uq_membership_open",
            ["account_ref", "role"],
            unique=True,
            sqlite_where=sa.text("until_at IS NULL AND company_ref IS NULL"),
            postgresql_where=sa.text("until_at IS NULL AND company_ref IS NULL"),
        )
        batch_op.create_index(
            "uq_membership_open_company",
            ["account_ref", "role", "company_ref"],
            unique=True,
            sqlite_where=sa.text("until_at IS NULL AND company_ref IS NOT NULL"),
            postgresql_where=sa.text("until_at IS NULL AND company_ref IS NOT NULL"),
        )

    op.create_table(
        "recovery_code",
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_ref"], ["account.ref"], name=op.f("fk_recovery_code_account_ref_account")),
        sa.PrimaryKeyConstraint("account_ref", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("membership_ref", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("second_factor_at", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "ended_why = 'signed_out' OR ended_why = 'everywhere' OR ended_why = 'password' OR ended_why = 'disabled' OR ended_why = 'membership'",
            name=op.f("ck_sign_in_ended_why_known"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name=op.f("ck_sign_in_ended_with_reason")),
        sa.ForeignKeyConstraint(["account_ref"], ["account.ref"], name=op.f("fk_sign_in_account_ref_account")),
        sa.ForeignKeyConstraint(
            ["membership_ref"], ["membership.ref"], name=op.f("fk_sign_in_membership_ref_membership")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("ref", name=op.f("uq_sign_in_ref")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_account_ref", ["account_ref"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_account_ref")

    op.drop_table("sign_in")
    op.drop_table("recovery_code")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_open_company",
            sqlite_where=sa.text("until_at IS NULL AND company_ref IS NOT NULL"),
            postgresql_where=sa.text("until_at IS NULL AND company_ref IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_membership_open",
            sqlite_where=sa.text("until_at IS NULL AND company_ref IS NULL"),
            postgresql_where=sa.text("until_at IS NULL AND company_ref IS NULL"),
        )
        batch_op.drop_index("ix_membership_company_ref")

    op.drop_table("membership")
    op.drop_table("known_device")
    with op.batch_alter_table("account_token", schema=None) as batch_op:
        batch_op.drop_index("ix_account_token_account_ref")

    op.drop_table("account_token")
    op.drop_table("form_done")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("uq_account_email_index")

    op.drop_table("account")
