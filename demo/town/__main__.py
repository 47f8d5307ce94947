"""python -m demo.town --out DIR [--seed N] [--name NAME]"""

from pathlib import Path
from time import monotonic

import click

from demo.town.build import build
from ioc.kernel.errors import IocError


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the pack.")
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True, help="Another seed, another town.")
@click.option("--name", default="Sông Vân", show_default=True, help="What the town is called.")
def main(out: Path, seed: int, name: str) -> None:
    """Generate the demo's town as a city pack."""
    begun = monotonic()
    try:
        town = build(out, seed, name)
    except IocError as error:
        raise click.ClickException(error.detail) from None
    click.echo(f"{out}: {len(town.streets)} street pieces, {len(town.houses)} houses in {monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
