"""Add checks and certificate reviews at the desk"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "committee_member",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expertise", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "expertise = 'expert' OR expertise = 'senior_worker' OR expertise = 'teacher' OR expertise = 'association'",
            name=op.f("ck_committee_member_expertise_known"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_committee_member_named")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= since_on", name=op.f("ck_committee_member_days_in_order")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_committee_member")),
    )
    op.create_table(
        "renewal_rule",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "scheme = 'OCC_4-10-01-06' OR scheme = 'OCC_ELDER' OR scheme = 'OCC_INFANT' OR scheme = 'GBT31771_2015' OR scheme = 'SPECIAL' OR scheme = 'WORK_PERMIT' OR scheme = 'ASSOC' OR scheme = 'OTHER'",
            name=op.f("ck_renewal_rule_scheme_known"),
        ),
        sa.CheckConstraint("credits >= 0", name=op.f("ck_renewal_rule_credits_counted")),
        sa.CheckConstraint("years >= 1", name=op.f("ck_renewal_rule_years_counted")),
        sa.PrimaryKeyConstraint("scheme", "from_on", name=op.f("pk_renewal_rule")),
    )
    op.create_table(
        "adverse_finding",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_note", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("covers_until", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("check_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL)",
            name=op.f("ck_adverse_finding_decided_whole"),
        ),
        sa.CheckConstraint(
            "(state = 'upheld') = (check_id IS NOT NULL)", name=op.f("ck_adverse_finding_upheld_states")
        ),
        sa.CheckConstraint(
            "component = 'BC1' OR component = 'BC2' OR component = 'BC3' OR component = 'BC4' OR component = 'BC5' OR component = 'BC6' OR component = 'BC7' OR component = 'BC8' OR component = 'BC9' OR component = 'BC10' OR component = 'BC11' OR component = 'BC12'",
            name=op.f("ck_adverse_finding_component_known"),
        ),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'",
            name=op.f("ck_adverse_finding_source_known"),
        ),
        sa.CheckConstraint(
            "state = 'proposed' OR state = 'upheld' OR state = 'dismissed'", name=op.f("ck_adverse_finding_state_known")
        ),
        sa.CheckConstraint("(reply IS NULL) = (replied_on IS NULL)", name=op.f("ck_adverse_finding_replied_whole")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_adverse_finding_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["check_id"], ["background_check.id"], name=op.f("fk_adverse_finding_check_id_background_check")
        ),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_adverse_finding_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_adverse_finding")),
    )
    with op.batch_alter_table("adverse_finding", schema=None) as batch_op:
        batch_op.create_index("ix_adverse_finding_worker_ref", ["worker_ref"], unique=False)
        batch_op.create_index("uq_adverse_finding_case_ref", ["case_ref"], unique=True)
        batch_op.create_index(
            "uq_adverse_finding_open",
            ["worker_ref", "component"],
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )

    op.create_table(
        "certificate_review",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("certificate_ref", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "how = 'national_query' OR how = 'issuer_asked' OR how = 'original_seen'",
            name=op.f("ck_certificate_review_how_known"),
        ),
        sa.CheckConstraint(
            "seen = 'genuine' OR seen = 'could_not' OR seen = 'doubtful'", name=op.f("ck_certificate_review_seen_known")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_ref"], ["certificate.ref"], name=op.f("fk_certificate_review_certificate_ref_certificate")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_certificate_review")),
    )
    with op.batch_alter_table("certificate_review", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_review_certificate_ref", ["certificate_ref"], unique=False)

    op.create_table(
        "certificate_ruling",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("certificate_ref", sa.Text(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("panel", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("reasons <> ''", name=op.f("ck_certificate_ruling_reasoned")),
        sa.CheckConstraint(
            "ruling = 'accepted' OR ruling = 'not_accepted'", name=op.f("ck_certificate_ruling_ruling_known")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_ref"], ["certificate.ref"], name=op.f("fk_certificate_ruling_certificate_ref_certificate")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_certificate_ruling")),
    )
    with op.batch_alter_table("certificate_ruling", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_ruling_certificate_ref", ["certificate_ref"], unique=False)

    op.create_table(
        "check_request",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=True),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (ended_on IS NULL)", name=op.f("ck_check_request_ended_whole")),
        sa.CheckConstraint(
            "component = 'BC1' OR component = 'BC2' OR component = 'BC3' OR component = 'BC4' OR component = 'BC5' OR component = 'BC6' OR component = 'BC7' OR component = 'BC8' OR component = 'BC9' OR component = 'BC10' OR component = 'BC11' OR component = 'BC12'",
            name=op.f("ck_check_request_component_known"),
        ),
        sa.CheckConstraint(
            "retry_on IS NULL OR (state = 'open' AND tries > 0)", name=op.f("ck_check_request_retry_of_open")
        ),
        sa.CheckConstraint(
            "state = 'open' OR state = 'answered' OR state = 'withdrawn'", name=op.f("ck_check_request_state_known")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_check_request_tries_counted")),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_check_request_company_ref_company")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_check_request_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_check_request")),
    )
    with op.batch_alter_table("check_request", schema=None) as batch_op:
        batch_op.create_index("ix_check_request_company_ref", ["company_ref"], unique=False)
        batch_op.create_index(
            "uq_check_request_open",
            ["worker_ref", "component"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "committee_tie",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("member_ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(company_ref IS NULL) <> (issuer = '')", name=op.f("ck_committee_tie_tied_to_one")),
        sa.CheckConstraint(
            "kind = 'employed' OR kind = 'owner' OR kind = 'family' OR kind = 'paid'",
            name=op.f("ck_committee_tie_kind_known"),
        ),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= from_on", name=op.f("ck_committee_tie_days_in_order")),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_committee_tie_company_ref_company")),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["committee_member.ref"], name=op.f("fk_committee_tie_member_ref_committee_member")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_committee_tie")),
    )
    with op.batch_alter_table("committee_tie", schema=None) as batch_op:
        batch_op.create_index("ix_committee_tie_member_ref", ["member_ref"], unique=False)

    op.create_table(
        "certificate_objection",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("case_ref", sa.Text(), nullable=False),
        sa.Column("ruling_ref", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'raised') = (decided_by IS NULL)", name=op.f("ck_certificate_objection_decided_whole")
        ),
        sa.CheckConstraint("grounds <> ''", name=op.f("ck_certificate_objection_grounded")),
        sa.CheckConstraint(
            "state = 'raised' OR state = 'upheld' OR state = 'rejected'",
            name=op.f("ck_certificate_objection_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["ruling_ref"],
            ["certificate_ruling.ref"],
            name=op.f("fk_certificate_objection_ruling_ref_certificate_ruling"),
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_certificate_objection")),
    )
    with op.batch_alter_table("certificate_objection", schema=None) as batch_op:
        batch_op.create_index("uq_certificate_objection_case_ref", ["case_ref"], unique=True)
        batch_op.create_index(
            "uq_certificate_objection_raised",
            ["ruling_ref"],
            unique=True,
            sqlite_where=sa.text("state = 'raised'"),
            postgresql_where=sa.text("state = 'raised'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("certificate_objection", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_objection_raised",
            sqlite_where=sa.text("state = 'raised'"),
            postgresql_where=sa.text("state = 'raised'"),
        )
        batch_op.drop_index("uq_certificate_objection_case_ref")

    op.drop_table("certificate_objection")
    with op.batch_alter_table("committee_tie", schema=None) as batch_op:
        batch_op.drop_index("ix_committee_tie_member_ref")

    op.drop_table("committee_tie")
    with op.batch_alter_table("check_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_check_request_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index("ix_check_request_company_ref")

    op.drop_table("check_request")
    with op.batch_alter_table("certificate_ruling", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_ruling_certificate_ref")

    op.drop_table("certificate_ruling")
    with op.batch_alter_table("certificate_review", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_review_certificate_ref")

    op.drop_table("certificate_review")
    with op.batch_alter_table("adverse_finding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_adverse_finding_open",
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
        batch_op.drop_index("uq_adverse_finding_case_ref")
        batch_op.drop_index("ix_adverse_finding_worker_ref")

    op.drop_table("adverse_finding")
    op.drop_table("renewal_rule")
    op.drop_table("committee_member")
