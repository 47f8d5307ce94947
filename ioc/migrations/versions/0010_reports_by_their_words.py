"""Reports are found by their words without marks and capitals"""

import sqlalchemy as sa
from alembic import op

from ioc.kernel.i18n import fold

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
AT_ONCE = 1000


def upgrade() -> None:
    op.add_column("report", sa.Column("folded", sa.Text(), server_default="", nullable=False))
    connection, last = op.get_bind(), 0
    report = sa.table("report", *(sa.column(name) for name in ("id", "code", "text", "place", "folded")))
    some = sa.select(report.c.id, report.c.code, report.c.text, report.c.place).order_by(report.c.id).limit(AT_ONCE)
    change = sa.update(report).where(report.c.id == sa.bindparam("key")).values(folded=sa.bindparam("words"))
    while rows := connection.execute(some.where(report.c.id > last)).all():
        words = [{"key": row.id, "words": fold(f"{row.code} {row.text} {row.place}")} for row in rows]
        connection.execute(change, words)
        last = rows[-1].id


def downgrade() -> None:
    with op.batch_alter_table("report") as batch:
        batch.drop_column("folded")
