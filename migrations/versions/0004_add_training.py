"""Add training"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_occasion",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind = 'contest' OR kind = 'seminar'", name=op.f("ck_training_occasion_kind_known")),
        sa.CheckConstraint("title <> '' AND organiser <> ''", name=op.f("ck_training_occasion_named")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_training_occasion")),
    )
    op.create_table(
        "training_programme",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("class_hours", sa.Integer(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("examined", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "category = 'skill' OR category = 'safety' OR category = 'communication' OR category = 'privacy' OR category = 'emergency'",
            name=op.f("ck_training_programme_category_known"),
        ),
        sa.CheckConstraint("code <> '' AND title <> ''", name=op.f("ck_training_programme_named")),
        sa.CheckConstraint("class_hours >= 1", name=op.f("ck_training_programme_hours_positive")),
        sa.CheckConstraint(
            "credits >= 0 AND credits <= class_hours", name=op.f("ck_training_programme_credits_by_hours")
        ),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_training_programme_days_in_order")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_training_programme_version_counted")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_training_programme")),
    )
    with op.batch_alter_table("training_programme", schema=None) as batch_op:
        batch_op.create_index("uq_training_programme_code_version", ["code", "version"], unique=True)

    op.create_table(
        "occasion_part",
        sa.Column("occasion_ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("award", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occasion_ref"], ["training_occasion.ref"], name=op.f("fk_occasion_part_occasion_ref_training_occasion")
        ),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_occasion_part_worker_ref_worker")),
        sa.PrimaryKeyConstraint("occasion_ref", "worker_ref", name=op.f("pk_occasion_part")),
    )
    with op.batch_alter_table("occasion_part", schema=None) as batch_op:
        batch_op.create_index("ix_occasion_part_worker_ref", ["worker_ref"], unique=False)

    op.create_table(
        "training_session",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("programme_ref", sa.Text(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("class_hours", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("trainer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("evaluation_score", sa.Integer(), nullable=True),
        sa.Column("evaluation_note", sa.Text(), nullable=False),
        sa.Column("evaluated_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(source = 'company') = (company_ref IS NOT NULL)",
            name=op.f("ck_training_session_company_speaks_for_itself"),
        ),
        sa.CheckConstraint(
            "mode = 'theory' OR mode = 'practice' OR mode = 'vr' OR mode = 'online' OR mode = 'workplace'",
            name=op.f("ck_training_session_mode_known"),
        ),
        sa.CheckConstraint("organisation <> '' AND trainer <> ''", name=op.f("ck_training_session_trainer_named")),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'",
            name=op.f("ck_training_session_source_known"),
        ),
        sa.CheckConstraint(
            "(confirmed_on IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_training_session_confirmed_whole")
        ),
        sa.CheckConstraint(
            "(evaluation_score IS NULL) = (evaluated_on IS NULL)", name=op.f("ck_training_session_evaluated_whole")
        ),
        sa.CheckConstraint("class_hours >= 1", name=op.f("ck_training_session_hours_positive")),
        sa.CheckConstraint(
            "evaluation_score IS NULL OR (evaluation_score >= 0 AND evaluation_score <= 100)",
            name=op.f("ck_training_session_evaluation_range"),
        ),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_training_session_company_ref_company")),
        sa.ForeignKeyConstraint(
            ["programme_ref"],
            ["training_programme.ref"],
            name=op.f("fk_training_session_programme_ref_training_programme"),
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_training_session")),
    )
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.create_index("ix_training_session_company_ref", ["company_ref"], unique=False)
        batch_op.create_index("ix_training_session_held_on", ["held_on"], unique=False)

    op.create_table(
        "training_record",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("session_ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("examiner", sa.Text(), nullable=False),
        sa.Column("excused", sa.Text(), nullable=False),
        sa.Column("credit_ref", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("annulled_at", sa.BigInteger(), nullable=True),
        sa.Column("annulled_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "excused = '' OR (NOT attended AND passed IS NULL)", name=op.f("ck_training_record_excused_absent")
        ),
        sa.CheckConstraint("passed IS NULL OR examiner <> ''", name=op.f("ck_training_record_examiner_named")),
        sa.CheckConstraint(
            "(annulled_at IS NULL) = (annulled_why IS NULL)", name=op.f("ck_training_record_annulled_whole")
        ),
        sa.CheckConstraint(
            "credit_ref IS NULL OR (passed IS NOT NULL AND passed)", name=op.f("ck_training_record_credits_of_passed")
        ),
        sa.CheckConstraint(
            "score IS NULL OR (passed IS NOT NULL AND score >= 0 AND score <= 100)",
            name=op.f("ck_training_record_score_of_exam"),
        ),
        sa.ForeignKeyConstraint(
            ["credit_ref"], ["credit_entry.ref"], name=op.f("fk_training_record_credit_ref_credit_entry")
        ),
        sa.ForeignKeyConstraint(
            ["session_ref"], ["training_session.ref"], name=op.f("fk_training_record_session_ref_training_session")
        ),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_training_record_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_training_record")),
    )
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.create_index("ix_training_record_worker_ref", ["worker_ref"], unique=False)
        batch_op.create_index(
            "uq_training_record_counts",
            ["session_ref", "worker_ref"],
            unique=True,
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_training_record_counts",
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )
        batch_op.drop_index("ix_training_record_worker_ref")

    op.drop_table("training_record")
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.drop_index("ix_training_session_held_on")
        batch_op.drop_index("ix_training_session_company_ref")

    op.drop_table("training_session")
    with op.batch_alter_table("occasion_part", schema=None) as batch_op:
        batch_op.drop_index("ix_occasion_part_worker_ref")

    op.drop_table("occasion_part")
    with op.batch_alter_table("training_programme", schema=None) as batch_op:
        batch_op.drop_index("uq_training_programme_code_version")

    op.drop_table("training_programme")
    op.drop_table("training_occasion")
