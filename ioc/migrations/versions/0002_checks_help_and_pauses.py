"""Checklist steps of an incident, a crew's call for help, and why a crew pauses"""

import sqlalchemy as sa
from alembic import op

from ioc.kernel.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_tick",
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_tick_incident_id_incident")),
        sa.PrimaryKeyConstraint("incident_id", "step", name=op.f("pk_incident_tick")),
    )
    op.add_column("incident", sa.Column("help_at", UtcDateTime(), nullable=True))
    op.add_column("incident", sa.Column("help_crew_id", sa.Integer(), nullable=True))
    op.add_column("incident", sa.Column("help_need", sa.String(length=12), nullable=True))
    op.add_column("crew", sa.Column("pause", sa.String(length=12), nullable=True))
    op.add_column("crew", sa.Column("pause_words", sa.String(length=200), nullable=True))
    op.add_column("crew", sa.Column("status_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    for column in ("status_at", "pause_words", "pause"):
        op.drop_column("crew", column)
    for column in ("help_need", "help_crew_id", "help_at"):
        op.drop_column("incident", column)
    op.drop_table("incident_tick")
