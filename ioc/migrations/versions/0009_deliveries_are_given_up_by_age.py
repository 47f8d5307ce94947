"""A delivery knows since when it is to go out: it is given up by its age, not after so many tries"""

import sqlalchemy as sa
from alembic import op

from ioc.kernel.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("wanted_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE delivery SET wanted_at = due_at")  # when it was first wanted is not known any more
    with op.batch_alter_table("delivery") as batch:
        batch.alter_column("wanted_at", existing_type=UtcDateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("delivery") as batch:
        batch.drop_column("wanted_at")
