"""Pure rules of dispatch: moves as data, decisions as functions. Standard library only."""
