"""From an OpenStreetMap extract to a city pack."""
