"""A category's own deadline; more time that an agency asks for"""

import sqlalchemy as sa
from alembic import op

from ioc.kernel.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("category", sa.Column("resolve_within_h", sa.Double(), nullable=True))
    op.add_column("incident", sa.Column("more_time_until", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "more_time_until")
    op.drop_column("category", "resolve_within_h")
