"""Incidents are found by their words, however many there are"""

from alembic import op

from ioc.incidents import words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words.create(op.get_bind())


def downgrade() -> None:
    words.drop(op.get_bind())
