"""Pure rules of sensors: moves as data, decisions as functions. Standard library only."""
