"""A gateway's token speaks for one gateway"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_token", sa.Column("gateway", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("api_token", "gateway")
