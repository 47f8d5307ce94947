"""Alembic's entry: runs the migrations on the connection that `ioc.migrate` hands over."""

from alembic import context

from ioc import wiring
from ioc.incidents import words

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=wiring.TABLES,
    render_as_batch=True,
    compare_type=True,
    include_object=words.is_ours,
)
with context.begin_transaction():
    context.run_migrations()
