"""Pure rules of incidents: moves as data, decisions as functions. Standard library only."""
