"""Pure rules of reports: moves as data, decisions as functions. Standard library only."""
