"""Cameras and crews count their edits apart from what they do by themselves: who edits an old one is told"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
TABLES = ("camera", "crew")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("edition", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("edition")
