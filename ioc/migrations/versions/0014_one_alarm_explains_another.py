"""A rule may name another of its kind that explains it: of the two alarms the graver one is shown"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None
SHIPPED = {"drain-level-high": "drain-overflow", "traffic-dense": "traffic-jam"}


def upgrade() -> None:
    op.add_column("alarm_rule", sa.Column("explained_by", sa.String(48), nullable=True))
    rule = sa.table("alarm_rule", sa.column("code", sa.String), sa.column("explained_by", sa.String))
    for code, by in SHIPPED.items():
        op.execute(rule.update().where(rule.c.code == code).values(explained_by=by))


def downgrade() -> None:
    with op.batch_alter_table("alarm_rule") as batch:
        batch.drop_column("explained_by")
