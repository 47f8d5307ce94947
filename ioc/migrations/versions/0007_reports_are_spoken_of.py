"""Words between a reporter and the centre, answers that are due, contacts that were erased"""

import sqlalchemy as sa
from alembic import op

from ioc.kernel.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "report_message",
        sa.Column("id", big, nullable=False),
        sa.Column("report_id", big, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_message_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_message")),
    )
    op.create_index(op.f("ix_report_message_report_id"), "report_message", ["report_id"])
    op.add_column("report", sa.Column("pressed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("report", sa.Column("erased_at", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_report_answer_due_at"), "report", ["answer_due_at"])
    op.add_column("incident", sa.Column("answer_due_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "answer_due_at")
    op.drop_index(op.f("ix_report_answer_due_at"), "report")
    for column in ("erased_at", "pressed"):
        op.drop_column("report", column)
    op.drop_table("report_message")
