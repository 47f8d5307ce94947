"""`ioc …`: the roof. Every command of the centre hangs here."""

import click


@click.group()
def main() -> None:
    """Toàn Cảnh: an open operations centre for a city."""
