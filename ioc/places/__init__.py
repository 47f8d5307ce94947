"""Wards, streets, addresses and the base map of one city: the city pack and what can be asked of it."""
