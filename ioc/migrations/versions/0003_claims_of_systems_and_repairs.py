"""A system can claim an incident, and a sensor out of service says why and until when"""

import sqlalchemy as sa
from alembic import op

from ioc.kernel.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("claimed_token", sa.Integer(), nullable=True))
    op.add_column("sensor", sa.Column("out_reason", sa.String(length=300), nullable=True))
    op.add_column("sensor", sa.Column("out_until", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("sensor", "out_until")
    op.drop_column("sensor", "out_reason")
    op.drop_column("incident", "claimed_token")
