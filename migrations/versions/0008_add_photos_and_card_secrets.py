"""Add photos and card secrets"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_photo_digest_shape")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_photo_worker_ref_worker")),
        sa.PrimaryKeyConstraint("worker_ref", name=op.f("pk_photo")),
    )
    op.create_table(
        "card_secret",
        sa.Column("card_ref", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["card_ref"], ["card.ref"], name=op.f("fk_card_secret_card_ref_card")),
        sa.PrimaryKeyConstraint("card_ref", name=op.f("pk_card_secret")),
    )


def downgrade() -> None:
    op.drop_table("card_secret")
    op.drop_table("photo")
