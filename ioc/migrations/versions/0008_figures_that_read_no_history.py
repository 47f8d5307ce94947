"""The board's figures look at today and at what is unfinished, not at the years behind them"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_event_kind", "event")
    op.create_index("ix_event_kind_at", "event", ["kind", "at"])
    op.drop_index("ix_incident_merged_into", "incident")
    op.create_index("ix_incident_merged", "incident", ["merged_into"], sqlite_where=MERGED, postgresql_where=MERGED)
    op.create_index("ix_incident_resolved_at", "incident", ["resolved_at"])


def downgrade() -> None:
    op.drop_index("ix_incident_resolved_at", "incident")
    op.drop_index("ix_incident_merged", "incident")
    op.create_index("ix_incident_merged_into", "incident", ["merged_into"])
    op.drop_index("ix_event_kind_at", "event")
    op.create_index("ix_event_kind", "event", ["kind"])
